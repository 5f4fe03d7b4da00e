using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>How a time bounds what is asked.</summary>
internal enum Bound
{
    None,

    /// <summary>A word before days and parts of them only: on, in, during, over.</summary>
    Within,
    At,
    Between,
    Since,
    After,
    Before,
}

/// <summary>The words before a time, such as "since about" or "shortly before".</summary>
/// <param name="At">Where they begin; where the time does when there are none.</param>
/// <param name="Vague">About, around: what is noticed late began earlier.</param>
/// <param name="Soon">Shortly after or before.</param>
/// <param name="Range">From or between: a second time is to be expected.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Lead(int At, Bound Bound, bool Vague, bool Soon, bool Range)
{
    /// <summary>So far back they can begin.</summary>
    private const int Reach = 64;

    private const string VagueWords =
        @"(?:(?:about|around|roughly|circa|ca\.?|approximately|approx\.?|near|nearly|almost|close to|towards?|some ?time|maybe"
        + @"|probably|perhaps|something like)\s+|~\s*)";

    private const string SoonWords =
        "(?:very |quite )?(?:shortly|just|soon|right|directly|immediately|straight|briefly|not long|(?:a )?little(?: bit)?"
        + @"|a (?:bit|tad|moment|while|touch)|bit|(?:(?:a )?few|some|several|a couple of|\d{1,2}|five|ten|fifteen|twenty)"
        + " (?:minutes?|mins?)|minutes)";

    private static readonly Regex Words = new(
        $@"(?:\b(?<soon>{SoonWords})\s+)?(?<vague>\b{VagueWords}|~\s*)*"
        + @"(?:\b(?<bound>(?:ever )?since|as of|from|(?:starting|beginning)(?: at| from| on)?|after|past|following|before"
        + @"|prior to|until|till?|up to|by|at|between|on|in|during|over|began(?: at)?|begun(?: at)?|started(?: at)?)\s+)?"
        + $@"(?<vague>\b{VagueWords}|~\s*)*$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>What leads to the place.</summary>
    public static Lead Before(string text, int at)
    {
        int from = Math.Max(0, at - Reach);
        Match match = Words.Match(text[from..at]);
        string word = match.Groups["bound"].Value;
        Bound bound = Of(word);
        bool bounded = bound is Bound.After or Bound.Before;
        int start = match.Groups["soon"].Success && !bounded
            ? match.Groups["soon"].Index + match.Groups["soon"].Length + 1
            : match.Index;
        return new Lead(
            from + start, bound, match.Groups["vague"].Success,
            bounded && (match.Groups["soon"].Success || word is "past"), word is "from" or "between");
    }

    private static Bound Of(string word) => word switch
    {
        "" => Bound.None,
        "on" or "in" or "during" or "over" => Bound.Within,
        "after" or "past" or "following" => Bound.After,
        "before" or "prior to" or "until" or "till" or "til" or "up to" or "by" => Bound.Before,
        "between" => Bound.Between,
        "at" => Bound.At,
        _ when word.StartsWith("beg", StringComparison.Ordinal) && !word.StartsWith("beginning", StringComparison.Ordinal) =>
            Bound.At,
        _ when word.StartsWith("started", StringComparison.Ordinal) => Bound.At,
        _ => Bound.Since,
    };
}
