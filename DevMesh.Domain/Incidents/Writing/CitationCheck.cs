using System.Buffers;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;

namespace DevMesh.Domain.Incidents.Writing;

/// <summary>
/// Whether a claim may stand: it names at least one line, each line it names is in the pack, not all of them give orders to
/// their reader, and no link is in its text that is not in those lines.
/// </summary>
internal sealed class CitationCheck(EvidencePack pack)
{
    private static readonly SearchValues<char> EndsOfLinks = SearchValues.Create(" \t\r\n\"')<>");

    private readonly IReadOnlyDictionary<long, PackLog> _logs = pack.LogsById();

    /// <summary>How many claims were refused so far.</summary>
    public int Refused { get; private set; }

    /// <param name="mayCiteNothing">A claim about what is not there needs no line.</param>
    /// <returns>The claim with each id once, in order of time; null when it may not stand.</returns>
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
        if ((sound.Count == 0 && !(mayCiteNothing && cited.Count == 0)) || HasStrangeLink(claim.Text, sound))
        {
            return Refuse();
        }

        return new Claim(claim.Text.Trim(), [.. cited.OrderBy(log => log.Timestamp).ThenBy(log => log.Id).Select(log => log.Id)]);
    }

    /// <returns>Those that may stand, in their order.</returns>
    public IReadOnlyList<Claim> CheckAll(IEnumerable<DraftClaim> claims) =>
        [.. claims.Take(ExplanationDraft.MaxClaims).Select(claim => Check(claim)).OfType<Claim>()];

    private Claim? Refuse()
    {
        Refused++;
        return null;
    }

    private static bool HasStrangeLink(string text, List<PackLog> lines)
    {
        const string scheme = "://";
        for (int at = text.IndexOf(scheme, StringComparison.Ordinal); at >= 0; at = text.IndexOf(scheme, at + 1, StringComparison.Ordinal))
        {
            int end = text.AsSpan(at).IndexOfAny(EndsOfLinks);
            string link = end < 0 ? text[at..] : text.Substring(at, end);
            if (!lines.Exists(log => log.Message.Contains(link.TrimEnd('.', ','), StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
