namespace DevMesh.Bench.Templates;

/// <summary>Messages of one system with the template that each was labelled with.</summary>
internal sealed record LabelledSet(string Name, string[] Messages, string[] Labels)
{
    // The corrected labels where a folder has both.
    private static readonly string[] Patterns = ["*_structured_corrected.csv", "*_structured.csv"];

    /// <summary>
    /// The sets of a folder in LogHub's layout: a folder per system, in it a CSV file whose name ends in
    /// <c>_structured_corrected.csv</c> or <c>_structured.csv</c>, with the columns Content and EventTemplate.
    /// </summary>
    /// <exception cref="InvalidDataException">There is no set, or a file lacks a column; the message says which.</exception>
    public static IReadOnlyList<LabelledSet> ReadAll(DirectoryInfo folder)
    {
        LabelledSet[] sets =
        [
            .. folder.EnumerateDirectories().OrderBy(each => each.Name, StringComparer.Ordinal)
                .Select(each => Patterns.SelectMany(pattern => each.EnumerateFiles(pattern)).FirstOrDefault())
                .OfType<FileInfo>().Select(Read),
        ];
        return sets.Length > 0 ? sets : throw new InvalidDataException(
            $"{folder.FullName} holds no labelled set; accepted: a folder per system, in it a file " +
            $"NAME{Patterns[0][1..]} or NAME{Patterns[1][1..]}");
    }

    private static LabelledSet Read(FileInfo file)
    {
        using StreamReader reader = file.OpenText();
        using IEnumerator<List<string>> rows = CsvReader.Read(reader).GetEnumerator();
        List<string> header = rows.MoveNext() ? rows.Current : [];
        int message = Column(file, header, "Content");
        int label = Column(file, header, "EventTemplate");
        List<string> messages = [];
        List<string> labels = [];
        while (rows.MoveNext())
        {
            if (rows.Current.Count <= Math.Max(message, label))
            {
                throw new InvalidDataException(
                    $"{file.FullName}: row {messages.Count + 2} has {rows.Current.Count} of {header.Count} fields");
            }

            messages.Add(rows.Current[message]);
            labels.Add(rows.Current[label]);
        }

        return messages.Count > 0
            ? new LabelledSet(file.Directory!.Name, [.. messages], [.. labels])
            : throw new InvalidDataException($"{file.FullName} has no rows");
    }

    private static int Column(FileInfo file, List<string> header, string name)
    {
        int column = header.IndexOf(name);
        return column >= 0 ? column : throw new InvalidDataException(
            $"{file.FullName} has no column {name}; it has: {string.Join(", ", header)}");
    }
}
