using System.Buffers;

namespace DevMesh.Domain.Canonicalization.V1;

/// <summary>
/// The general rules: cuts the text at spaces, quotes, brackets and the like, and replaces tokens that are values by what
/// their shape, the key before them or the word before them says they are.
/// </summary>
internal static class TokenPass
{
    /// <summary>Before a token: copy it as it is. No message holds this character once its control characters are gone.</summary>
    public const char Keep = '\u0001';

    private static readonly SearchValues<char> Delimiters = SearchValues.Create(" \"'`()[]{}<>,;|=");

    public static string Run(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('0', '9') && !text.AsSpan().ContainsAny('=', '.', Keep))
        {
            return text;
        }

        TextBuffer output = new(text.Length + 64);
        Scan(text, ref output);
        string result = output.Written.SequenceEqual(text) ? text : new string(output.Written);
        output.Dispose();
        return result;
    }

    private static void Scan(ReadOnlySpan<char> text, ref TextBuffer output)
    {
        Neighbours left = default;
        int i = 0;
        while (i < text.Length)
        {
            char c = text[i];
            if (Delimiters.Contains(c))
            {
                output.Append(c);
                left = left.AfterDelimiter(c);
                i++;
                continue;
            }

            if (Timestamp.TryMatch(text[i..], out int length))
            {
                Lists.Append(Placeholders.Time, ref output);
                i += length;
                left = default;
                continue;
            }

            length = text[i..].IndexOfAny(Delimiters);
            length = length < 0 ? text.Length - i : length;
            ReadOnlySpan<char> token = text.Slice(i, length);
            char next = i + length < text.Length ? text[i + length] : '\0';
            i += length;
            if (token[0] == Keep)
            {
                output.Append(token[1..]);
            }
            else
            {
                int used = Tokens.Append(token, next, text[i..], left, ref output);
                i += used;
            }

            left = Neighbours.AfterToken(token);
        }
    }
}
