namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>An account at a place: alice@example.org.</summary>
internal static class Accounts
{
    public static VariableType? OfText(ReadOnlySpan<char> text)
    {
        int at = text.IndexOf('@');
        return at > 0 && at < text.Length - 1 && IsPlain(text[..at]) && IsPlain(text[(at + 1)..]) && SystemdUnits.KindOf(text) == 0
            ? VariableType.Email : null;
    }

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
