namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>
/// Runs of white space and control characters become one space, at the ends none; a surrogate without its other half
/// becomes U+FFFD. What comes out can be stored and printed on one line, and is never longer.
/// </summary>
internal static class MessageCleaner
{
    /// <param name="clean">At least as long as the message.</param>
    /// <param name="origins">Where each clean character stands in the message; may be empty when nobody asks.</param>
    /// <returns>The length of what was written.</returns>
    public static int Clean(ReadOnlySpan<char> message, Span<char> clean, Span<int> origins)
    {
        int length = 0;
        for (int i = 0; i < message.Length; i++)
        {
            char c = message[i];
            bool blank = IsBlank(c);
            if (blank && (length == 0 || clean[length - 1] == ' '))
            {
                continue;
            }

            clean[length] = blank ? ' ' : c >= '\uD800' && IsLoneSurrogate(message, i) ? '\uFFFD' : c;
            if (!origins.IsEmpty)
            {
                origins[length] = i;
            }

            length++;
        }

        return length > 0 && clean[length - 1] == ' ' ? length - 1 : length;
    }

    /// <summary>Whether the character there may stay.</summary>
    public static bool IsClean(ReadOnlySpan<char> text, int at) => !IsBlank(text[at]) && !IsLoneSurrogate(text, at);

    private static bool IsBlank(char c) => c <= ' ' || (c >= '\u007f' && (char.IsWhiteSpace(c) || char.IsControl(c)));

    private static bool IsLoneSurrogate(ReadOnlySpan<char> text, int at)
    {
        char c = text[at];
        return char.IsSurrogate(c) && !(char.IsHighSurrogate(c)
            ? at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])
            : at > 0 && char.IsHighSurrogate(text[at - 1]));
    }
}
