using System.Net;

namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Addresses of the network and of hardware.</summary>
internal static class Addresses
{
    /// <summary>The end of four numbers below 1000 with points between that start there, or 0.</summary>
    public static int EndOfIpv4(ReadOnlySpan<char> text, int at)
    {
        for (int part = 0; part < 4; part++)
        {
            int digits = Digits.Count(text, at);
            if (digits is 0 or > 3)
            {
                return 0;
            }

            at += digits;
            if (part < 3 && Digits.At(text, at++) != '.')
            {
                return 0;
            }
        }

        return at;
    }

    /// <summary>What a token with an IPv4 address at its start is: the address, with a port, or a network; else null.</summary>
    public static VariableType? OfIpv4(ReadOnlySpan<char> token)
    {
        int end = EndOfIpv4(token, 0);
        if (end == 0)
        {
            return null;
        }

        if (end == token.Length)
        {
            return VariableType.Ip;
        }

        ReadOnlySpan<char> rest = token[(end + 1)..];
        return token[end] switch
        {
            ':' when rest.Length <= 5 && Digits.Only(rest) => VariableType.IpPort,
            '/' when rest.Length <= 2 && Digits.Only(rest) => VariableType.Ip,
            _ => null,
        };
    }

    /// <summary>
    /// The name in brackets behind an address is a host, even where it is left empty: 10.0.0.5 (), 10.0.0.5 (mail.example.org).
    /// </summary>
    public static void ReadName(ref Scan scan, int end)
    {
        if (!scan.HasAt(end, " ("))
        {
            return;
        }

        int start = end + 2;
        int length = scan.Text[start..Math.Min(start + 256, scan.Text.Length)].IndexOf(')');
        ReadOnlySpan<char> name = length < 0 ? default : scan.Text.Slice(start, length);
        if (length == 0 || (name.ContainsAny('.', ':') && !name.Contains(' ')))
        {
            scan.Add(VariableType.Host, start, start + length);
        }
    }

    /// <summary>Hexadecimal groups between colons, with a zone or a prefix length behind.</summary>
    public static bool IsIpv6(ReadOnlySpan<char> token)
    {
        int tail = token.IndexOfAny('%', '/');
        token = tail > 0 ? token[..tail] : token;
        return token.Length is >= 2 and <= 45 && token.Count(':') >= 2 && IPAddress.TryParse(token, out _);
    }

    /// <summary>
    /// Pairs of hexadecimal digits between colons or hyphens: six, eight, or the fourteen that the kernel logs.
    /// </summary>
    public static bool IsMac(ReadOnlySpan<char> token)
    {
        if (token.Length is not (17 or 23 or 41) || token[2] is not (':' or '-'))
        {
            return false;
        }

        for (int i = 0; i < token.Length; i++)
        {
            if (i % 3 == 2 ? token[i] != token[2] : !char.IsAsciiHexDigit(token[i]))
            {
                return false;
            }
        }

        return true;
    }
}
