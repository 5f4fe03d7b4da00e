using System.Buffers;

namespace DevMesh.Domain.Search.Values;

/// <summary>
/// Which part of a token the value index knows it by. Numbers that count or measure, times, dates and versions are left out:
/// they are many, and nobody looks for one. Long hexadecimal ids are known by their first 12 digits, because that is how
/// tools shorten them; an address by itself, without its port.
/// </summary>
internal static class ValueShape
{
    /// <summary>Digits by which a long id is known.</summary>
    public const int IdDigits = 12;

    private const int LeastLength = 3;
    private const int LeastDigits = 6; // a shorter whole number is a count, a port or a process
    private const int MacLength = 17;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> Decimals = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> Numeric = SearchValues.Create("0123456789.:-_tzTZ");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>The part to know the token by; empty when it is not worth knowing.</summary>
    /// <param name="second">A second part, as the other address of an Ethernet header.</param>
    public static ReadOnlySpan<char> KeyOf(ReadOnlySpan<char> token, out ReadOnlySpan<char> second)
    {
        second = default;
        if (token.Length < LeastLength || !token.ContainsAny(Digits))
        {
            return default;
        }

        if (HexId(token) is { IsEmpty: false } id)
        {
            return id;
        }

        if (token.Length >= MacLength && IsMac(token))
        {
            ReadOnlySpan<char> rest = token[MacLength..];
            second = rest.Length > MacLength && rest[0] == ':' && IsMac(rest[1..]) ? rest.Slice(1, MacLength) : default;
            return token[..MacLength];
        }

        if (!token.ContainsAnyExcept(Numeric))
        {
            int address = AddressLength(token);
            return address > 0 ? token[..address]
                : token.Length >= LeastDigits && !token.ContainsAnyExcept(Digits) ? token
                : default;
        }

        return IsMeasure(token) ? default : token;
    }

    /// <summary>The first digits of a run of 12 or more hexadecimal ones that is not a plain number.</summary>
    private static ReadOnlySpan<char> HexId(ReadOnlySpan<char> token)
    {
        for (int start = 0; start + IdDigits <= token.Length;)
        {
            int length = token[start..].IndexOfAnyExcept(HexDigits) is var end and >= 0 ? end : token.Length - start;
            bool bounded = (start == 0 || !char.IsLetterOrDigit(token[start - 1]) || token[..start].EndsWith("0x"))
                && (start + length == token.Length || !char.IsLetterOrDigit(token[start + length]));
            ReadOnlySpan<char> run = token.Slice(start, length);
            if (length >= IdDigits && bounded && run.ContainsAny(Digits) && run.ContainsAny(Letters))
            {
                return run[..IdDigits];
            }

            start += length + 1;
        }

        return default;
    }

    private static bool IsMac(ReadOnlySpan<char> token)
    {
        for (int i = 0; i < MacLength; i++)
        {
            if (i % 3 == 2 ? token[i] is not (':' or '-') : !HexDigits.Contains(token[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How long the IPv4 address is that the token is, or begins with before its port; else 0.</summary>
    private static int AddressLength(ReadOnlySpan<char> token)
    {
        int end = token.IndexOf(':') is var colon and >= 0 ? colon : token.Length;
        int points = 0;
        int digits = 0;
        foreach (char each in token[..end])
        {
            if (each == '.')
            {
                points++;
                digits = 0;
            }
            else if (!char.IsAsciiDigit(each) || ++digits > 3)
            {
                return 0;
            }
        }

        return points == 3 ? end : 0;
    }

    /// <summary>A number with a unit, or several: 14s, 4.0G, 1h0m0s, 29.031ms.</summary>
    private static bool IsMeasure(ReadOnlySpan<char> token)
    {
        if (!char.IsAsciiDigit(token[0]))
        {
            return false;
        }

        int unit = 0;
        int longest = 0;
        foreach (char each in token)
        {
            if (char.IsAsciiDigit(each) || each == '.')
            {
                unit = 0;
            }
            else if (char.IsLetter(each))
            {
                longest = Math.Max(longest, ++unit);
            }
            else
            {
                return false;
            }
        }

        // What ends in digits is no measure, and an id of 12 or more was found before.
        return unit > 0 && longest <= 3 && IsUnits(token);
    }

    private static bool IsUnits(ReadOnlySpan<char> token)
    {
        while (!token.IsEmpty)
        {
            int number = token.IndexOfAnyExcept(Decimals);
            if (number <= 0)
            {
                return false;
            }

            token = token[number..];
            int unit = token.IndexOfAny(Digits) is var end and >= 0 ? end : token.Length;
            if (!IsUnit(token[..unit]))
            {
                return false;
            }

            token = token[unit..];
        }

        return true;
    }

    private static bool IsUnit(ReadOnlySpan<char> unit) => unit switch
    {
        "d" or "h" or "m" or "s" or "ms" or "us" or "µs" or "μs" or "ns" or "min" or "sec" => true,
        "b" or "B" or "k" or "K" or "kB" or "KB" or "KiB" or "M" or "MB" or "MiB" or "G" or "GB" or "GiB" or "T" or "TB" or "TiB" => true,
        "x" or "C" or "W" or "A" or "V" or "Hz" or "th" => true,
        _ => false,
    };
}
