using System.Text.RegularExpressions;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Incidents.Writing;

/// <summary>
/// Whether a claim may stand: it names at least one line, each line it names is in the pack, not all of them give orders to
/// their reader, and its text has no link and no command that is not in those lines.
/// </summary>
internal sealed partial class CitationCheck(EvidencePack pack)
{
    private readonly IReadOnlyDictionary<long, PackLog> _logs = pack.LogsById();

    /// <summary>How many claims were refused so far.</summary>
    public int Refused { get; private set; }

    /// <param name="mayCiteNothing">A claim about what is not there needs no line.</param>
    /// <returns>The claim in one line, with each id once, in order of time; null when it may not stand.</returns>
    public Claim? Check(DraftClaim claim, bool mayCiteNothing = false)
    {
        List<PackLog> cited = [];
        foreach (long id in claim.LogIds.Distinct())
        {
            if (!_logs.TryGetValue(id, out PackLog? log))
            {
                return Refuse();
            }

            cited.Add(log);
        }

        List<PackLog> sound = cited.FindAll(log => !AddressedToReader.Is(log.Message));
        string text = OneLine(claim.Text);
        if ((sound.Count == 0 && !(mayCiteNothing && cited.Count == 0)) || text.Length == 0 || AsksToAct(text, sound))
        {
            return Refuse();
        }

        return new Claim(text, [.. cited.OrderBy(log => log.Timestamp).ThenBy(log => log.Id).Select(log => log.Id)]);
    }

    /// <returns>Those that may stand, in their order.</returns>
    public IReadOnlyList<Claim> CheckAll(IEnumerable<DraftClaim> claims) =>
        [.. claims.Take(ExplanationDraft.MaxClaims).Select(claim => Check(claim)).OfType<Claim>()];

    /// <summary>By the first line that each cites, whatever order a model told them in.</summary>
    public IReadOnlyList<Claim> ByTime(IReadOnlyList<Claim> claims) =>
        [.. claims.OrderBy(claim => _logs[claim.LogIds[0]].Timestamp)];

    private Claim? Refuse()
    {
        Refused++;
        return null;
    }

    private static string OneLine(string text) => Printable.Of(
        string.Join(' ', LookAlikes.Visible(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private static bool AsksToAct(string text, List<PackLog> lines)
    {
        try
        {
            return Actions().Matches(text).Any(action =>
                !lines.Exists(log => log.Message.Contains(action.Value.TrimEnd('.', ',', ':', ';'), StringComparison.Ordinal)));
        }
        catch (RegexMatchTimeoutException)
        {
            return true;
        }
    }

    /// <summary>
    /// What somebody may click, or copy into a shell: links, an option of a program, a substitution, a pipe into a shell, a
    /// program that fetches something, or one that is run with all rights.
    /// </summary>
    [GeneratedRegex(
        """
        (?: [a-z][a-z0-9+.-]*:// | \bwww\. | \bmailto: ) [^\s"'<>()[\]]+
        | (?<=[\w./-])\ --?[a-z][\w-]*
        | \$\([^)]*
        | \|\ ?(?:sudo\ )?(?:/\S*/)?(?:ba|z|da|k)?sh\b
        | \b(?:curl|wget)\ \S*[./:]\S*\w
        | \b(?:sudo|doas)\ (?:rm|dd|mkfs|chmod|chown|kill|reboot|shutdown|systemctl|service|docker|apt|dnf|yum|bash|sh
            |curl|wget)\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Actions();
}
