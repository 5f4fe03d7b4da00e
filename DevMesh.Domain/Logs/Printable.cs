using System.Globalization;
using System.Text;

namespace DevMesh.Domain.Logs;

/// <summary>Foreign text made fit for a terminal or a line of a log.</summary>
public static class Printable
{
    /// <summary>
    /// The text with its control characters, line ends and direction marks written out as <c>\u001b</c>, so that it can
    /// neither move the cursor, nor start a line of its own, nor hide a part of itself.
    /// </summary>
    public static string Of(string text)
    {
        int first = 0;
        while (first < text.Length && !MustBeWrittenOut(text[first]))
        {
            first++;
        }

        if (first == text.Length)
        {
            return text;
        }

        StringBuilder safe = new(text.Length + 16);
        safe.Append(text, 0, first);
        foreach (char each in text.AsSpan(first))
        {
            if (MustBeWrittenOut(each))
            {
                safe.Append("\\u").Append(((int)each).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                safe.Append(each);
            }
        }

        return safe.ToString();
    }

    private static bool MustBeWrittenOut(char character) =>
        char.IsControl(character)
        || character is '\u2028' or '\u2029' or '\u061c' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
