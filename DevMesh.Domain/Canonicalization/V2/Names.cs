namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>
/// Words that hold digits and are names all the same. The rule: up to four letters with one digit behind stay, unless they
/// name what is counted (node7, cpu3), and so do the stems of devices, protocols, algorithms and architectures with up to
/// three digits.
/// </summary>
internal static class Names
{
    /// <summary>A word of letters and digits only, such as <c>eth0</c>, <c>sha256</c>, <c>k8s</c> or <c>nvme0n1p2</c>.</summary>
    public static bool IsName(ReadOnlySpan<char> word)
    {
        int stem = word.IndexOfAnyInRange('0', '9');
        if (stem is < 1 or > 6 || word[..stem].ContainsAny("-_./:"))
        {
            return word is "curve25519";
        }

        ReadOnlySpan<char> rest = word[stem..];
        int digits = Digits.Count(rest, 0);
        if (digits == rest.Length)
        {
            return (digits == 1 && stem <= 4 && !IsCounted(word[..stem])) || (digits <= 3 && IsStem(word[..stem])) ||
                word is "ed25519" or "ED25519";
        }

        // Single letters between single digits: k8s, nvme0n1p2, enp3s0
        if (digits != 1 || stem > 4 || rest.Length > (stem == 1 ? 2 : 5))
        {
            return false;
        }

        for (int i = 1; i < rest.Length; i++)
        {
            if (char.IsAsciiDigit(rest[i]) == char.IsAsciiDigit(rest[i - 1]) || !char.IsAsciiLetterOrDigit(rest[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Words joined by underscores, of which some are names with a digit, as <c>jk2_init</c>, <c>ext4_find_entry</c> and
    /// <c>x86_64</c>; stems joined by hyphens, as <c>EXT4-fs</c>; names of code joined by colons, as <c>Ns2::run</c>.
    /// </summary>
    public static bool IsIdentifier(ReadOnlySpan<char> name)
    {
        if (name is "x86_64" or "x86-64" or "utf-8" or "UTF-8")
        {
            return true;
        }

        int scope = name.IndexOf("::", StringComparison.Ordinal);
        if (scope > 0 && char.IsAsciiLetter(name[0]) && char.IsAsciiLetter(Digits.At(name, scope + 2)))
        {
            return true;
        }

        int joint = name.IndexOfAny('_', '-');
        if (joint < 0)
        {
            return false;
        }

        foreach (Range range in name.Split(name[joint]))
        {
            ReadOnlySpan<char> part = name[range];
            bool known = name[joint] == '-'
                ? IsOfStem(part)
                : part.Length > 2 && char.IsAsciiLetterLower(part[0]) && IsName(part);
            if (!known && part.ContainsAnyInRange('0', '9'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The name of a function or program, when a bracket opens directly behind: few digits, and a letter first.
    /// </summary>
    public static bool IsCallable(ReadOnlySpan<char> text)
    {
        int digits = 0;
        foreach (char c in text)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.'))
            {
                return false;
            }
        }

        return digits <= 2 && char.IsAsciiLetter(text[0]);
    }

    private static bool IsOfStem(ReadOnlySpan<char> word)
    {
        int stem = word.IndexOfAnyInRange('0', '9');
        return stem > 1 && word.Length - stem <= 3 && Digits.Only(word[stem..]) && IsStem(word[..stem]);
    }

    private static bool IsCounted(ReadOnlySpan<char> stem) => stem is "cpu" or "CPU" or "gpu" or "GPU" or "core" or "node"
        or "host" or "disk" or "rack" or "slot" or "task" or "job" or "user" or "test" or "unit" or "vm" or "db" or "web"
        or "app" or "ata" or "shard" or "part" or "item" or "page" or "step" or "row" or "line" or "port" or "id";

    private static bool IsStem(ReadOnlySpan<char> word) => word switch
    {
        { Length: > 6 } => false,
        "eth" or "ens" or "eno" or "enp" or "en" or "wlan" or "wlp" or "wlx" or "bond" or "br" or "docker" or "virbr"
            or "tun" or "tap" or "wg" or "lo" or "tty" or "ttyS" or "loop" or "md" or "dm" or "sd" or "sda" or "sdb"
            or "sdc" or "sdd" or "vda" or "vdb" or "nvme" or "ram" or "zram" or "sr" => true,
        "sha" or "SHA" or "aes" or "AES" or "rsa" or "RSA" or "utf" or "UTF" or "base" or "crc" or "ed" or "ED" or "ecdsa" =>
            true,
        "x" or "i" or "amd" or "arm" or "aarch" or "mips" or "ppc" or "riscv" or "win" or "Win" or "int" or "uint" or "float"
            or "fp" => true,
        "ipv" or "IPv" or "http" or "HTTP" or "ssh" or "tls" or "ext" or "EXT" or "h" or "mp" or "usb" or "USB" or "cuda"
            or "CUDA" or "RTX" or "GTX" => true,
        _ => false,
    };
}
