using System.Buffers;

namespace DevMesh.Domain.Canonicalization.V1;

/// <summary>Decides what one token becomes: by the key before it, the word before it, or its own shape.</summary>
internal static class Tokens
{
    // Punctuation that touches a value without being a part of it.
    private static readonly SearchValues<char> Leading = SearchValues.Create("#*$:@~!?&.");
    private static readonly SearchValues<char> Trailing = SearchValues.Create(".:!?*&");

    /// <param name="next">The delimiter after the token, or NUL at the end of the text.</param>
    /// <param name="rest">The text from there on.</param>
    /// <returns>How many characters of <paramref name="rest"/> belong to the value as well, as the unit in <c>35 ms</c>.</returns>
    public static int Append(ReadOnlySpan<char> token, char next, ReadOnlySpan<char> rest, Neighbours left, ref TextBuffer output)
    {
        int start = token.IndexOfAnyExcept(Leading);
        int end = token.LastIndexOfAnyExcept(Trailing) + 1;
        if (start < 0)
        {
            output.Append(token);
            return 0;
        }

        if (Keys.Placeholder(left.Key) is { } typed && next != '=')
        {
            output.Append(typed);
            return 0;
        }

        // '::1' is a value with its colons; digits after a lone colon are a port, as in [::1]:80.
        bool afterColon = start == 1 && token[0] == ':';
        start = token.StartsWith("::", StringComparison.Ordinal) ? 0 : start;
        ReadOnlySpan<char> core = token[start..end];
        output.Append(token[..start]);
        if (!core.ContainsAnyInRange('0', '9'))
        {
            AppendWords(core, next, ref output);
        }
        else if (next == '=' && char.IsLetter(core[0]))
        {
            output.Append(core); // a key
        }
        else if (next == ' ' && end == token.Length && Shapes.IsNumber(core) &&
            Units.LengthOfWord(rest[1..], out string? kind) is > 0 and int unit)
        {
            Lists.Append(kind!, ref output);
            return unit + 1;
        }
        else if (Shapes.IsDigits(core))
        {
            bool inBracketOfWord = left.InBracketOfWord && next == ']';
            Lists.Append(Digits(inBracketOfWord, afterColon, left.Word), ref output);
        }
        else
        {
            Composites.Append(core, ref output);
        }

        output.Append(token[end..]);
        return 0;
    }

    private static void AppendWords(ReadOnlySpan<char> core, char next, ref TextBuffer output)
    {
        if (next != '(' && core.Contains('.') && Shapes.IsHostName(core))
        {
            Lists.Append(Placeholders.Host, ref output);
        }
        else
        {
            output.Append(core);
        }
    }

    private static string Digits(bool inBracketOfWord, bool afterColon, ReadOnlySpan<char> word)
    {
        if (inBracketOfWord || IsWord(word, "pid"))
        {
            return Placeholders.Pid;
        }

        return afterColon || IsWord(word, "port") ? Placeholders.Port : Placeholders.Number;
    }

    private static bool IsWord(ReadOnlySpan<char> word, string expected) =>
        word.TrimEnd(':').Equals(expected, StringComparison.OrdinalIgnoreCase);
}
