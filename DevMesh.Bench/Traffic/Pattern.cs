using System.Text;

namespace DevMesh.Bench.Traffic;

/// <summary>
/// A message with slots: <c>{name}</c> or <c>{name:argument}</c>, filled by <see cref="Slots"/>; <c>{{</c> and <c>}}</c> are
/// braces.
/// </summary>
internal sealed class Pattern
{
    private readonly (string Text, Slot? Slot)[] _parts;

    private Pattern((string Text, Slot? Slot)[] parts) => _parts = parts;

    /// <exception cref="FormatException">A slot is not closed, or not known.</exception>
    public static Pattern Parse(string pattern)
    {
        List<(string, Slot?)> parts = [];
        StringBuilder text = new();
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c is not ('{' or '}'))
            {
                text.Append(c);
            }
            else if (i + 1 < pattern.Length && pattern[i + 1] == c)
            {
                text.Append(c);
                i++;
            }
            else
            {
                int end = c == '{' ? pattern.IndexOf('}', i) : -1;
                if (end < 0)
                {
                    throw new FormatException($"brace at {i} has no partner in: {pattern}");
                }

                parts.Add((text.ToString(), Slots.Find(pattern[(i + 1)..end])));
                text.Clear();
                i = end;
            }
        }

        parts.Add((text.ToString(), null));
        return new Pattern([.. parts]);
    }

    public string Render(Draw draw)
    {
        StringBuilder text = draw.Scratch.Clear();
        foreach ((string literal, Slot? slot) in _parts)
        {
            text.Append(literal);
            slot?.Invoke(draw, text);
        }

        return text.ToString();
    }
}
