using System.Buffers;

namespace DevMesh.Domain.Canonicalization.V1;

/// <summary>What a piece of text looks like, each question answered in one walk over it.</summary>
internal static class Shapes
{
    public const int UuidLength = 36;

    private static readonly SearchValues<char> NumberMarks = SearchValues.Create("0123456789.,");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private static readonly SearchValues<char> LabelMarks = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    // Last labels that make a dotted name a host.
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> HostEndings =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            "com", "net", "org", "edu", "gov", "mil", "info", "biz", "arpa", "local", "localdomain", "lan", "internal", "home",
        }.GetAlternateLookup<ReadOnlySpan<char>>();

    // Of two letters, but rather of a file than of a country.
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> FileEndings =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            "bz", "cc", "cs", "db", "go", "gz", "js", "ko", "md", "pl", "py", "rb", "rs", "sh", "so", "ts", "xz",
        }.GetAlternateLookup<ReadOnlySpan<char>>();

    // Stems of names that carry digits: devices, protocols, algorithms, architectures.
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> NameStems =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            "amd", "arm", "base", "card", "cuda", "docker", "ed", "en", "eno", "enp", "ens", "eth", "ext", "http", "https", "i", "ipv", "jk", "js",
            "k", "lo", "log4j", "loop", "md", "mmcblk", "mod", "mp", "nvidia", "nvme", "oauth", "overlay", "python", "rc", "rsa", "s", "sd", "sha",
            "sr", "ssh", "tls", "tty", "ttys", "tun", "utf", "v", "vd", "virbr", "wg", "wlan", "x", "zram",
            "sda", "sdb", "sdc", "sdd", "sde", "vda", "vdb", "vdc",
        }.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool IsDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    /// <summary>Digits with points or commas between them, a sign before or a percent sign behind.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd('%');
        text = text is ['-' or '+', ..] ? text[1..] : text;
        return text.Length > 0 && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1]) &&
            !text.ContainsAnyExcept(NumberMarks);
    }

    /// <summary>At least eight hexadecimal digits of both kinds, or any after 0x.</summary>
    public static bool IsHex(ReadOnlySpan<char> text) =>
        text is ['0', 'x' or 'X', _, ..]
            ? !text[2..].ContainsAnyExcept(HexDigits)
            : text.Length >= 8 && !text.ContainsAnyExcept(HexDigits);

    /// <summary>Five groups of hexadecimal digits, of 8, 4, 4, 4 and 12.</summary>
    public static bool IsUuid(ReadOnlySpan<char> text) =>
        text.Length == UuidLength && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-' && Guid.TryParse(text, out _);

    /// <summary>Where in a longer token the first UUID starts, or -1.</summary>
    public static int IndexOfUuid(ReadOnlySpan<char> text)
    {
        for (int i = 0; i + UuidLength <= text.Length; i++)
        {
            if (IsUuid(text.Slice(i, UuidLength)))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Pairs of hexadecimal digits between colons or hyphens: six, or the fourteen that the kernel logs.</summary>
    public static bool IsMac(ReadOnlySpan<char> text)
    {
        if (text.Length is not (17 or 41) || text[2] is not (':' or '-'))
        {
            return false;
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (i % 3 == 2 ? text[i] != text[2] : !char.IsAsciiHexDigit(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsIpv4(ReadOnlySpan<char> text)
    {
        if (text.Length is < 7 or > 15)
        {
            return false;
        }

        int dots = 0;
        int digits = 0;
        foreach (char c in text)
        {
            if (c == '.' && digits > 0)
            {
                dots++;
                digits = 0;
            }
            else if (!char.IsAsciiDigit(c) || ++digits > 3)
            {
                return false;
            }
        }

        return dots == 3 && digits > 0;
    }

    /// <summary>Hexadecimal groups between colons, as System.Net reads them, with a zone behind.</summary>
    public static bool IsIpv6(ReadOnlySpan<char> text)
    {
        int zone = text.IndexOf('%');
        text = zone > 0 ? text[..zone] : text;
        return text.Length is >= 3 and <= 45 && text.Count(':') >= 2 && System.Net.IPAddress.TryParse(text, out _);
    }

    /// <summary>A word such as <c>eth0</c>, <c>sha256</c> or <c>x86_64</c>: a known stem and at most three digits.</summary>
    public static bool IsNameWithDigits(ReadOnlySpan<char> text)
    {
        if (text is "x86_64" or "x86-64" or "h264" or "h265" or "ED25519" or "ed25519")
        {
            return true;
        }

        if (text.Length <= 12 && text.StartsWith("nvme", StringComparison.Ordinal))
        {
            return true;
        }

        int stem = text.IndexOfAnyInRange('0', '9');
        return stem > 0 && text.Length - stem <= 3 && IsDigits(text[stem..]) && NameStems.Contains(text[..stem]);
    }

    /// <summary>
    /// The length of the name and colon of a digest such as <c>SHA256:u4xq/1c…</c>, whatever alphabet its value is in; or 0.
    /// </summary>
    public static int LengthOfDigestName(ReadOnlySpan<char> text)
    {
        int colon = text.IndexOf(':');
        return colon is 3 or 4 or 6 && text.Length - colon > 20 &&
            (text.StartsWith("sha", StringComparison.OrdinalIgnoreCase) || text.StartsWith("md5", StringComparison.OrdinalIgnoreCase))
            ? colon + 1 : 0;
    }

    /// <summary>
    /// Labels of letters, digits and hyphens with dots between them, and a last one that only hosts have; when that is a
    /// country's, a digit somewhere and three labels or more, none of them a number.
    /// </summary>
    public static bool IsHostName(ReadOnlySpan<char> text)
    {
        int last = text.LastIndexOf('.');
        if (last <= 0 || text.Length > 253)
        {
            return false;
        }

        ReadOnlySpan<char> ending = text[(last + 1)..];
        bool country = ending.Length == 2 && char.IsAsciiLetter(ending[0]) && char.IsAsciiLetter(ending[1]) &&
            text.ContainsAnyInRange('0', '9') && !FileEndings.Contains(ending);
        if (!country && !HostEndings.Contains(ending))
        {
            return false;
        }

        int labels = 0;
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> label = text[range];
            labels++;
            if (label.IsEmpty || label.ContainsAnyExcept(LabelMarks) || (country && IsDigits(label)))
            {
                return false;
            }
        }

        return !country || labels >= 3;
    }
}
