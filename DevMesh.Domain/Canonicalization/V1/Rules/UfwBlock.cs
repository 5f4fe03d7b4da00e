using System.Text;

namespace DevMesh.Domain.Canonicalization.V1.Rules;

/// <summary>
/// Of the fields of a line of the firewall those stay that say which traffic it was: interfaces, addresses, protocol and
/// ports. Lengths, counters and TCP flags do not tell blocks apart and come in many combinations.
/// </summary>
internal static class UfwBlock
{
    public const string Literal = "[UFW ";

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Dropped = new HashSet<string>(StringComparer.Ordinal)
    {
        "LEN", "TOS", "PREC", "TTL", "ID", "WINDOW", "RES", "URGP", "FLOWLBL", "TC", "HOPLIMIT", "SEQ", "MARK", "UID", "GID",
        "DF", "CE", "MF", "SYN", "ACK", "FIN", "RST", "PSH", "URG", "ECE", "CWR",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    public static string Rewrite(string line)
    {
        StringBuilder kept = new(line.Length);
        ReadOnlySpan<char> text = line;
        foreach (Range range in text.Split(' '))
        {
            ReadOnlySpan<char> field = text[range];
            int equals = field.IndexOf('=');
            if (!Dropped.Contains(equals < 0 ? field : field[..equals]))
            {
                kept.Append(kept.Length > 0 ? " " : "").Append(field);
            }
        }

        return kept.ToString();
    }
}
