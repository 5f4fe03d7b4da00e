namespace DevMesh.Shipper.Commands;

/// <summary>Rows of text in columns as wide as their content; the last one is cut where the line is full.</summary>
internal sealed class TextTable(int width)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(TextWriter output)
    {
        int columns = _rows[0].Length;
        int[] widths = [.. Enumerable.Range(0, columns).Select(column => _rows.Max(row => row[column].Length))];
        int before = widths[..^1].Sum() + (2 * (columns - 1));
        foreach (string[] row in _rows)
        {
            IEnumerable<string> cells = row[..^1].Select((cell, column) => cell.PadRight(widths[column]))
                .Append(Shortened(row[^1], Math.Max(30, width - before)));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }

    /// <summary>The text, or as much of its beginning as fits, with … for the rest.</summary>
    public static string Shortened(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1;
        return text[..end] + "…";
    }
}
