using System.Buffers;
using System.Text;

namespace DevMesh.Domain.Canonicalization.V1;

/// <summary>
/// Runs of white space and control characters become one space, at the ends none; a surrogate without its other half
/// becomes U+FFFD. What comes out can be stored and printed on one line.
/// </summary>
internal static class Whitespace
{
    // What a message without any need of cleaning is made of, single spaces aside.
    private static readonly SearchValues<char> Clean = SearchValues.Create(
        [.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)]);

    public static string Collapse(string message)
    {
        int dirty = FirstDirty(message);
        if (dirty < 0)
        {
            return message;
        }

        StringBuilder text = new(message.Length);
        text.Append(message, 0, dirty);
        for (int i = dirty; i < message.Length; i++)
        {
            char c = message[i];
            if (IsBlank(c))
            {
                if (text.Length > 0 && text[^1] != ' ')
                {
                    text.Append(' ');
                }
            }
            else if (char.IsHighSurrogate(c) && i + 1 < message.Length && char.IsLowSurrogate(message[i + 1]))
            {
                text.Append(c).Append(message[++i]);
            }
            else
            {
                text.Append(char.IsSurrogate(c) ? '\uFFFD' : c);
            }
        }

        if (text.Length > 0 && text[^1] == ' ')
        {
            text.Length--;
        }

        return text.ToString();
    }

    // A place from which on the text has to be looked at letter by letter, or -1.
    private static int FirstDirty(string message)
    {
        int i = 0;
        while (true)
        {
            int run = message.AsSpan(i).IndexOfAnyExcept(Clean);
            if (run < 0)
            {
                return -1;
            }

            bool singleInnerSpace = message[i + run] == ' ' && run > 0 && i + run + 1 < message.Length;
            if (!singleInnerSpace)
            {
                return run == 0 && i > 0 ? i - 1 : i + run;
            }

            i += run + 1;
        }
    }

    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || char.IsControl(c);
}
