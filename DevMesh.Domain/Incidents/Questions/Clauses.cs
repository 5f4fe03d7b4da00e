using System.Text.RegularExpressions;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>The clauses of a question, and those among them that tell when all was still well.</summary>
internal sealed class Clauses(string text)
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly Regex Cut = new(
        @"(?<cut>[,;!?()\n])|[a-z]{3}(?<cut>\.)(?:\s|$)|[a-z?] (?<cut>[-–—]) [a-z]"
        + @"|\b(?<cut>but|while|whereas|although|though|yet|however|then)\b"
        + @"|\b(?<cut>and) (?:then|now|since|today|is|are|was|were|it|this|at|has|have|had|why|what|suddenly|still"
        + @"|died|broke|crashed|stopped|failed|went|fell)\b", Options);
    private static readonly Regex Fine = new(
        @"\b(?:fine|ok|okay|all right|alright|well|good|normal|normally|healthy|perfect|perfectly|smooth|smoothly|green|as usual"
        + @"|as always|worked|works|working|used to work|without (?:any |a )?(?:problems?|issues?|errors?|trouble)"
        + @"|no (?:problems?|issues?|trouble|errors?)"
        + @"|(?:was|were|been) (?:still |all )?(?:fast|quick|up|reachable|online|alive))\b",
        Options);
    private static readonly Regex NotFine = new(
        @"\b(?:not|never|no longer|stop|stops|stopped|hardly|barely|cannot|fail\w*|nothing|nobody|none|anything|as well|why|what"
        + @"|which|who|how|unless|well known|error rate)\b|n['’]?t\b", Options);

    /// <summary>"Was all well yesterday?" asks, and does not say so.</summary>
    private static readonly Regex Asks = new(@"^\W*(?:was|were|is|are|did|does|do|has|have|can|could|any)\b", Options);

    private readonly int[] _cuts = [.. Cut.Matches(text).Select(match => match.Groups["cut"].Index)];

    /// <summary>Where a clause tells that all was well: start and length.</summary>
    public IReadOnlyList<(int At, int Length)> WellOnes()
    {
        List<(int, int)> found = [];
        int from = 0;
        foreach (int cut in _cuts.Append(text.Length))
        {
            string clause = text[from..cut];
            if (Fine.IsMatch(clause) && !NotFine.IsMatch(clause) && !Asks.IsMatch(clause))
            {
                found.Add((from, clause.Length));
            }

            from = cut;
        }

        return found;
    }

    /// <summary>Whether a clause ends between two places.</summary>
    public bool Part(int one, int other)
    {
        int found = Array.BinarySearch(_cuts, Math.Min(one, other));
        int next = found < 0 ? ~found : found;
        return next < _cuts.Length && _cuts[next] < Math.Max(one, other);
    }
}
