using System.Buffers;

namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Tokens with digits and punctuation that are no value as a whole: cut where their parts mean something, else one id.</summary>
internal static class Composites
{
    private static readonly SearchValues<char> Joints = SearchValues.Create(":/@#");

    /// <returns>False when the parts mean nothing one by one.</returns>
    public static bool Read(ref Scan scan, int start, int end, int depth)
    {
        ReadOnlySpan<char> text = scan.Text[start..end];
        int kind = Accounts.KindOfUnit(text);
        if (kind > 0)
        {
            scan.Add(VariableType.Id, start, start + kind);
            return true;
        }

        if (Hosts.IsReversed(text) && !text.ContainsAny(Joints))
        {
            return true;
        }

        int cut = text.IndexOfAny(Joints);
        if (cut > 0)
        {
            int sign = text.IndexOf('@');
            if (sign > 0 && Addresses.EndOfIpv4(text, sign + 1) > 0)
            {
                return AtSign(ref scan, start, start + sign, end, depth);
            }

            if (text[cut] == ':' && Names.IsIdentifier(text))
            {
                return true;
            }

            return text[cut] switch
            {
                ':' => AtColon(ref scan, start, start + cut, end, depth),
                '/' => AtSlash(ref scan, start, start + cut, end, depth),
                '@' => AtSign(ref scan, start, start + cut, end, depth),
                _ => Cut(ref scan, start, start + cut, end, depth),
            };
        }

        if (Names.IsIdentifier(text))
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
        if (hyphen > 0 && Digits.Only(text[..hyphen]) && Digits.Only(text[(hyphen + 1)..]))
        {
            return Cut(ref scan, start, start + hyphen, end, depth);
        }

        return false;
    }

    // name:value, host:port, 3:14
    private static bool AtColon(ref Scan scan, int start, int cut, int end, int depth)
    {
        ReadOnlySpan<char> head = scan.Text[start..cut];
        ReadOnlySpan<char> rest = scan.Text[(cut + 1)..end];
        if (head is "sha256" or "SHA256" or "sha512" or "SHA512" or "sha1" or "SHA1" or "md5" or "MD5" && rest.Length > 20)
        {
            scan.Add(VariableType.Hex, cut + 1, end);
            return true;
        }

        bool digits = Digits.Only(rest);
        if (Hosts.IsHost(head) && digits)
        {
            scan.Add(VariableType.Host, start, cut);
            scan.Add(VariableType.Port, cut + 1, end);
            return true;
        }

        return (digits || IsWord(head)) && Cut(ref scan, start, cut, end, depth);
    }

    // product/1.2, 3/17, 1/FAILURE, name/10.0.0.5, a/b/c1
    private static bool AtSlash(ref Scan scan, int start, int cut, int end, int depth)
    {
        ReadOnlySpan<char> head = scan.Text[start..cut];
        ReadOnlySpan<char> rest = scan.Text[(cut + 1)..end];
        if (rest.IsEmpty)
        {
            return false;
        }

        bool more = rest.Contains('/');
        if (!more && char.IsAsciiDigit(rest[0]) && rest.Contains('.') && Addresses.EndOfIpv4(rest, 0) == 0 && char.IsAsciiLetter(head[0]))
        {
            scan.Add(VariableType.Version, cut + 1, end);
            AccessLog.Read(ref scan, start, end);
            return true;
        }

        if (Addresses.OfIpv4(rest) is { } address)
        {
            // name/10.0.0.5:443, as Java writes an address with its name
            scan.Add(VariableType.Host, start, cut);
            scan.Add(address, cut + 1, end);
            return true;
        }

        // 3e/421505e8, as a database numbers its log
        if (!more && rest.Length >= 6 && Shapes.Of(head).IsOnly(Shape.Hexadecimal) && Shapes.Of(rest).IsOnly(Shape.Hexadecimal))
        {
            return false;
        }

        bool number = Numbers.OfText(head) is VariableType.Number;
        if (number ? char.IsAsciiDigit(rest[0]) || !rest.ContainsAnyInRange('0', '9') : !more && IsWord(head))
        {
            return Cut(ref scan, start, cut, end, depth);
        }

        // The place in a file stands apart from it: routing/logger.go:102
        int last = scan.Text[start..end].LastIndexOf('/') + start;
        int colon = scan.Text[last..end].IndexOf(':');
        int path = colon > 0 ? last + colon : end;
        scan.Add(VariableType.Path, start, path);
        int line = Digits.Count(scan.Text, path + 1);
        if (path < end && line > 0)
        {
            scan.Add(VariableType.Number, path + 1, path + 1 + line);
        }

        return true;
    }

    // bob@10.0.0.5, alice@host1.example.org, Object@1f2e3d4c
    private static bool AtSign(ref Scan scan, int start, int cut, int end, int depth)
    {
        ReadOnlySpan<char> rest = scan.Text[(cut + 1)..end];
        if (Addresses.OfIpv4(rest) is { } address)
        {
            scan.Add(VariableType.User, start, cut);
            scan.Add(address, cut + 1, end);
            return true;
        }

        int ip = Addresses.EndOfIpv4(rest, 0);
        if (ip > 0 && ip + 1 < rest.Length && rest[ip] == ':')
        {
            // bob@10.0.0.5:/srv, as scp writes a place
            scan.Add(VariableType.User, start, cut);
            scan.Add(VariableType.Ip, cut + 1, cut + 1 + ip);
            scan.Add(VariableType.Path, cut + 2 + ip, end);
            return true;
        }

        bool hex = rest.Length is >= 5 and <= 16 && Shapes.Of(rest).IsOnly(Shape.Hexadecimal);
        if (!hex && Accounts.OfText(scan.Text[start..end]) is { } account)
        {
            scan.Add(account, start, end);
            return true;
        }

        if (!IsWord(scan.Text[start..cut]))
        {
            return false;
        }

        if (hex)
        {
            scan.Add(VariableType.Hex, cut + 1, end);
            return true;
        }

        return Cut(ref scan, start, cut, end, depth);
    }

    // Reads both sides for themselves.
    private static bool Cut(ref Scan scan, int start, int cut, int end, int depth)
    {
        Shaped.Part(ref scan, start, cut, Shapes.Of(scan.Text[start..cut]), depth + 1);
        if (cut + 1 < end)
        {
            Shaped.Part(ref scan, cut + 1, end, Shapes.Of(scan.Text[(cut + 1)..end]), depth + 1);
        }

        return true;
    }

    private static bool IsWord(ReadOnlySpan<char> text) =>
        !text.ContainsAnyInRange('0', '9') || Names.IsName(text) || Names.IsIdentifier(text) || Hosts.IsReversed(text);
}
