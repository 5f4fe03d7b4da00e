using System.Buffers;

namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>
/// Tokens with digits and punctuation that are no value as a whole: cut where their parts mean something, else one id.
/// </summary>
internal static class Composites
{
    private static readonly SearchValues<char> Joints = SearchValues.Create(":/@#");

    /// <returns>False when the parts mean nothing one by one.</returns>
    public static bool Read(ref Scan scan, int start, int end, int depth)
    {
        ReadOnlySpan<char> text = scan.Text[start..end];
        int kind = SystemdUnits.KindOf(text);
        if (kind > 0)
        {
            scan.Add(VariableType.Id, start, start + kind);
            return true;
        }

        int joint = text.IndexOfAny(Joints);
        return joint > 0
            ? ReadJoined(ref scan, text, start, start + joint, end, depth)
            : ReadWord(ref scan, text, start, end, depth);
    }

    private static bool ReadJoined(ref Scan scan, ReadOnlySpan<char> text, int start, int joint, int end, int depth)
    {
        if (Addresses.EndOfIpv4(text, 0) is > 0 and int ip && ip < text.Length && text[ip] == ':')
        {
            Joined.AfterAddress(ref scan, start, start + ip, end, depth);
            return true;
        }

        int sign = text.IndexOf('@');
        if (sign > 0 && Addresses.EndOfIpv4(text, sign + 1) > 0)
        {
            return Joined.AtSign(ref scan, start, start + sign, end, depth);
        }

        return scan.Text[joint] switch
        {
            ':' => Names.IsIdentifier(text) || Joined.AtColon(ref scan, start, joint, end, depth),
            '/' => Joined.AtSlash(ref scan, start, joint, end, depth),
            '@' => Joined.AtSign(ref scan, start, joint, end, depth),
            _ => Joined.Cut(ref scan, start, joint, end, depth),
        };
    }

    private static bool ReadWord(ref Scan scan, ReadOnlySpan<char> text, int start, int end, int depth)
    {
        if (Hosts.IsReversed(text) || Names.IsIdentifier(text))
        {
            return true;
        }

        // enable.........0: the points lead to a value
        int leader = text.IndexOf("..", StringComparison.Ordinal);
        if (leader > 0 && !text[..leader].ContainsAnyInRange('0', '9'))
        {
            int value = leader + text[leader..].IndexOfAnyExcept('.');
            Shaped.Part(ref scan, start + value, end, Shapes.Of(text[value..]), depth + 1);
            return true;
        }

        // 0-15
        int hyphen = text.IndexOf('-');
        return hyphen > 0 && Digits.Only(text[..hyphen]) && Digits.Only(text[(hyphen + 1)..]) &&
            Joined.Cut(ref scan, start, start + hyphen, end, depth);
    }
}
