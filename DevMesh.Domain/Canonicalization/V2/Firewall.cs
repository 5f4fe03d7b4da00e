namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>
/// The fields of a line of UFW or iptables are keys with values, but for the flags of the packet, which follow a number as
/// bare words: <c>ID=54321 DF PROTO=TCP</c>, <c>RES=0x00 ACK FIN URGP=0</c>. There they belong to that number.
/// </summary>
internal static class Firewall
{
    /// <summary>The end of the flags behind this token, when the given field follows them; else 0.</summary>
    public static int EndOfFlags(ref Scan scan, int index, string field)
    {
        int end = scan.Tokens[index].End;
        for (int i = index + 1; i < scan.Tokens.Length && i < index + 10; i++)
        {
            Token next = scan.Tokens[i];
            ReadOnlySpan<char> word = scan.TextOf(next);
            if (next.Start != end + 1)
            {
                return 0;
            }

            if (scan.At(next.End) == '=')
            {
                return word.SequenceEqual(field) ? end : 0;
            }

            if (word is not ("DF" or "CE" or "MF" or "SYN" or "ACK" or "FIN" or "RST" or "PSH" or "URG" or "ECE" or "CWR"))
            {
                return 0;
            }

            end = next.End;
        }

        return 0;
    }
}
