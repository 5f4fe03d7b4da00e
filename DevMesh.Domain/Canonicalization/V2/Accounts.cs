namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>An account at a place: alice@example.org.</summary>
internal static class Accounts
{
    public static VariableType? OfText(ReadOnlySpan<char> text)
    {
        int at = text.IndexOf('@');
        return at > 0 && at < text.Length - 1 && IsPlain(text[..at]) && IsPlain(text[(at + 1)..]) && !IsUnit(text)
            ? VariableType.Email : null;
    }

    /// <summary>Where in the name of a unit of systemd its kind begins, with the point; or 0.</summary>
    public static int KindOfUnit(ReadOnlySpan<char> text)
    {
        int dot = text.LastIndexOf('.');
        return dot > 0 && text[(dot + 1)..] is "service" or "scope" or "socket" or "timer" or "mount" or "slice"
            or "device" or "target" or "swap" or "automount" ? dot : 0;
    }

    private static bool IsUnit(ReadOnlySpan<char> text) => KindOfUnit(text) > 0;

    private static bool IsPlain(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_' or '+'))
            {
                return false;
            }
        }

        return true;
    }
}
