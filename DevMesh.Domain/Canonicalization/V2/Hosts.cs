namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Names of hosts, told from other dotted names by their first and last labels.</summary>
internal static class Hosts
{
    /// <summary>
    /// Labels of letters, digits and hyphens with dots between them, the last one a domain that only hosts have; when that is
    /// a country's, a digit or hyphen somewhere and three labels or more.
    /// </summary>
    public static bool IsHost(ReadOnlySpan<char> name)
    {
        int last = name.LastIndexOf('.');
        if (last <= 0 || last == name.Length - 1 || name.Length > 253 || name[0] is '.' or '-')
        {
            return false;
        }

        bool country = IsCountry(name[(last + 1)..]);
        if ((!country && !IsTopLevel(name[(last + 1)..])) || IsReversed(name))
        {
            return false;
        }

        int dots = 0;
        bool odd = false;
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            dots += c == '.' ? 1 : 0;
            odd |= c == '-' || char.IsAsciiDigit(c);
            if ((!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_')) || (c == '.' && name[i + 1] == '.'))
            {
                return false;
            }
        }

        return !country || (dots >= 2 && (odd || IsSecondLevel(name[..last])));
    }

    /// <summary>Whether a dotted name begins as a host's ends: org.freedesktop.login1, com.example.App, java.util.List.</summary>
    public static bool IsReversed(ReadOnlySpan<char> name)
    {
        int dot = name.IndexOf('.');
        return dot > 0 && name[..dot] is "org" or "com" or "net" or "edu" or "gov" or "io" or "java" or "javax" or "jdk"
            or "sun" or "scala" or "kotlin" or "android" or "androidx";
    }

    private static bool IsTopLevel(ReadOnlySpan<char> label) => label switch
    {
        { Length: < 3 or > 11 } => false,
        "com" or "net" or "org" or "edu" or "gov" or "mil" or "int" or "biz" or "arpa" or "local" or "localdomain"
            or "lan" or "internal" or "COM" or "NET" or "ORG" or "EDU" or "info" or "cloud" => true,
        _ => false,
    };

    // As in .co.uk and .edu.hk
    private static bool IsSecondLevel(ReadOnlySpan<char> name) =>
        name[(name.LastIndexOf('.') + 1)..] is "com" or "co" or "edu" or "ac" or "gov" or "org" or "net";

    // Two letters, but no ending that files have.
    private static bool IsCountry(ReadOnlySpan<char> label) =>
        label.Length == 2 && char.IsAsciiLetterLower(label[0]) && char.IsAsciiLetterLower(label[1]) && label is not (
            "bz" or "cc" or "cs" or "db" or "go" or "gz" or "js" or "ko" or "md" or "pl" or "py" or "rb" or "rs" or "sh"
                or "so" or "ts" or "xz" or "vb" or "hs" or "ml" or "mo" or "id" or "lo");
}
