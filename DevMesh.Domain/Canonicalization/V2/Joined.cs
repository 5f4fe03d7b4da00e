namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>The two sides of a colon, a slash or an at sign, each read for what it is.</summary>
internal static class Joined
{
    // 10.0.0.5:443:Got, 10.0.0.5:/srv
    public static void AfterAddress(ref Scan scan, int start, int colon, int end, int depth)
    {
        int port = Digits.Count(scan.Text, colon + 1);
        bool known = port is > 0 and <= 5 && scan.At(colon + 1 + port) == ':';
        int rest = known ? colon + 2 + port : colon + 1;
        scan.Add(known ? VariableType.IpPort : VariableType.Ip, start, rest - 1);
        if (scan.At(rest) == '/')
        {
            scan.Add(VariableType.Path, rest, end);
        }
        else
        {
            Shaped.Part(ref scan, rest, end, Shapes.Of(scan.Text[rest..end]), depth + 1);
        }
    }

    // name:value, host:port, 3:14
    public static bool AtColon(ref Scan scan, int start, int cut, int end, int depth)
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
    public static bool AtSlash(ref Scan scan, int start, int cut, int end, int depth)
    {
        ReadOnlySpan<char> head = scan.Text[start..cut];
        ReadOnlySpan<char> rest = scan.Text[(cut + 1)..end];
        if (rest.IsEmpty)
        {
            return false;
        }

        bool more = rest.Contains('/');
        if (!more && char.IsAsciiDigit(rest[0]) && rest.Contains('.') && Addresses.EndOfIpv4(rest, 0) == 0 &&
            char.IsAsciiLetter(head[0]))
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
        if (path < end && line > 0 && !char.IsAsciiLetterOrDigit(scan.At(path + 1 + line)))
        {
            scan.Add(VariableType.Number, path + 1, path + 1 + line);
        }

        return true;
    }

    // bob@10.0.0.5, alice@host1.example.org, Object@1f2e3d4c
    public static bool AtSign(ref Scan scan, int start, int cut, int end, int depth)
    {
        ReadOnlySpan<char> rest = scan.Text[(cut + 1)..end];
        if (Addresses.OfIpv4(rest) is { } address)
        {
            scan.Add(VariableType.User, start, cut);
            scan.Add(address, cut + 1, end);
            return true;
        }

        int ip = Addresses.EndOfIpv4(rest, 0);
        if (ip > 0 && ip < rest.Length && rest[ip] == ':')
        {
            // bob@10.0.0.5:/srv, as scp writes a place
            scan.Add(VariableType.User, start, cut);
            AfterAddress(ref scan, cut + 1, cut + 1 + ip, end, depth);
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
    public static bool Cut(ref Scan scan, int start, int cut, int end, int depth)
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
