namespace DevMesh.Bench.Templates;

/// <summary>
/// How well groups of messages agree with labels. Two messages are in one group when their canonical texts are equal.
/// </summary>
/// <param name="Ga">Messages whose group is exactly one labelled group, of all (Zhu et al., ICSE-SEIP 2019).</param>
/// <param name="Fga">F1 over groups: exact ones of those found and of those labelled (Jiang et al., ISSTA 2024).</param>
/// <param name="Impure">Messages in a group that mixes labels, of all.</param>
/// <param name="Split">Messages whose label is spread over several groups, of all.</param>
/// <param name="Groups">How many groups there are.</param>
/// <param name="Truth">How many labels there are.</param>
internal sealed record GroupingScore(int Messages, double Ga, double Fga, double Impure, double Split, int Groups, int Truth)
{
    public static GroupingScore Of(IReadOnlyList<string> labels, IReadOnlyList<string> texts)
    {
        Dictionary<string, Members> byLabel = Collect(labels, texts);
        Dictionary<string, Members> byText = Collect(texts, labels);
        int exact = 0;
        int exactMessages = 0;
        int split = 0;
        foreach (Members label in byLabel.Values)
        {
            if (label.Others.Count > 1)
            {
                split += label.Count;
            }
            else if (byText[label.Others.Single()].Count == label.Count)
            {
                exact++;
                exactMessages += label.Count;
            }
        }

        double n = labels.Count;
        int impure = byText.Values.Where(group => group.Others.Count > 1).Sum(group => group.Count);
        return new GroupingScore(
            labels.Count,
            exactMessages / n,
            2.0 * exact / (byText.Count + byLabel.Count),
            impure / n,
            split / n,
            byText.Count,
            byLabel.Count);
    }

    private static Dictionary<string, Members> Collect(IReadOnlyList<string> keys, IReadOnlyList<string> others)
    {
        Dictionary<string, Members> members = new(StringComparer.Ordinal);
        for (int i = 0; i < keys.Count; i++)
        {
            if (!members.TryGetValue(keys[i], out Members? found))
            {
                members.Add(keys[i], found = new Members());
            }

            found.Count++;
            found.Others.Add(others[i]);
        }

        return members;
    }

    private sealed class Members
    {
        public int Count { get; set; }

        public HashSet<string> Others { get; } = new(StringComparer.Ordinal);
    }
}
