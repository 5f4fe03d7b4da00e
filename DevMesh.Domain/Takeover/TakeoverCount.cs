namespace DevMesh.Domain.Takeover;

/// <summary>What a run of the takeover did.</summary>
public sealed class TakeoverCount
{
    public TakeoverTally Tally { get; } = new();

    public long Stored { get; internal set; }

    public int Templates { get; internal set; }

    public int TemplateVectors { get; internal set; }

    public int VectorsRefused { get; internal set; }

    public string Words() => $"{Stored} logs and {Templates} templates taken over"
        + (TemplateVectors == 0 ? "" : $", {TemplateVectors} vectors of templates kept")
        + (VectorsRefused == 0 ? "" : $", {VectorsRefused} vectors of logs that cannot be read left out");
}

/// <summary>A node's logs before and after.</summary>
/// <param name="OldNames">What it was called; several when names that were apart are one now.</param>
public sealed record NodeBalance(string Node, IReadOnlyList<string> OldNames, long Old, long Taken)
{
    /// <summary>By the names of nodes.</summary>
    public static IReadOnlyList<NodeBalance> Of(IReadOnlyDictionary<string, long> old, IReadOnlyDictionary<string, long> taken)
    {
        ILookup<string, string> names = old.Keys.ToLookup(OldNodes.NameOf);
        return
        [
            .. names.Select(each => each.Key).Union(taken.Keys).Order(StringComparer.Ordinal).Select(node => new NodeBalance(
                node,
                [.. names[node].Order(StringComparer.Ordinal)],
                names[node].Sum(name => old[name]),
                taken.GetValueOrDefault(node))),
        ];
    }
}
