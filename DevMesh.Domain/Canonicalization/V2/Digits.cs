namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Reading digits at a place of a text, of which nothing is known.</summary>
internal static class Digits
{
    /// <summary>The character there, or NUL beyond the end.</summary>
    public static char At(ReadOnlySpan<char> text, int at) => (uint)at < (uint)text.Length ? text[at] : '\0';

    /// <summary>How many digits stand there, counted up to 10.</summary>
    public static int Count(ReadOnlySpan<char> text, int at)
    {
        int count = 0;
        while (count < 10 && char.IsAsciiDigit(At(text, at + count)))
        {
            count++;
        }

        return count;
    }

    /// <summary>The number of one or two digits that stands there alone, or -1.</summary>
    public static int Small(ReadOnlySpan<char> text, int at, out int end)
    {
        int count = Count(text, at);
        end = at + count;
        return count switch
        {
            1 => text[at] - '0',
            2 => ((text[at] - '0') * 10) + (text[at + 1] - '0'),
            _ => -1,
        };
    }

    /// <summary>Whether nothing but digits stands there, and at least one.</summary>
    public static bool Only(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');
}
