namespace DevMesh.Domain.Canonicalization.V1;

/// <summary>
/// Of three or more values of one kind in a row only two are written, so that lists of any length have one text and a
/// message of nothing but numbers does not grow. With a bare comma between them they are one: 1,234,567.
/// </summary>
internal static class Lists
{
    public static void Append(string placeholder, ref TextBuffer output)
    {
        if (Repeated(output.Written, placeholder) is > 0 and int separator)
        {
            output.Cut(separator);
        }
        else
        {
            output.Append(placeholder);
        }
    }

    // The length of the separator that the text ends with, when the value after it adds nothing; else 0.
    private static int Repeated(ReadOnlySpan<char> text, string placeholder)
    {
        if (text is not [.., ' ' or ','])
        {
            return 0;
        }

        string separator = text[^1] == ',' ? "," : text is [.., ',', ' '] ? ", " : " ";
        ReadOnlySpan<char> before = text[..^separator.Length];
        if (!before.EndsWith(placeholder, StringComparison.Ordinal))
        {
            return 0;
        }

        // 1min 30s, as systemd writes it, is one duration.
        bool one = separator is "," || (separator is " " && ReferenceEquals(placeholder, Placeholders.Duration));
        before = before[..^placeholder.Length];
        return one || (before.EndsWith(separator, StringComparison.Ordinal) &&
            before[..^separator.Length].EndsWith(placeholder, StringComparison.Ordinal)) ? separator.Length : 0;
    }
}
