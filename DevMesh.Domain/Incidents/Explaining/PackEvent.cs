using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Kinds;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Incidents.Explaining;

/// <summary>An unusual thing of a pack with the lines that show it and what they mean.</summary>
/// <param name="Lines">Oldest first; never empty.</param>
/// <param name="Failure">Null when no kind fits, or too few logs make it.</param>
/// <param name="Count">Logs of it on its node within the window.</param>
internal sealed record PackEvent(UnusualThing Thing, IReadOnlyList<PackLog> Lines, FailureKind? Failure, Level Level, long Count)
{
    public DateTime At => Thing.At;

    public string Node => Thing.Node ?? Lines[0].Node;

    public string Service => Thing.Service ?? "";

    /// <summary>The line that tells most: of a template any is as good, so the first.</summary>
    public PackLog Line => Lines[0];

    /// <summary>Values of its line by which it may be tied to others.</summary>
    public IReadOnlySet<string> Values => field ??= Ties.ValuesOf(Line.Message);

    public IReadOnlyList<long> Ids => [.. Lines.Take(3).Select(line => line.Id)];

    /// <summary>What a person would call trouble, by itself or because it follows from some.</summary>
    public bool IsTrouble => (Thing.Kind, Failure?.Role) switch
    {
        (UnusualKind.Silence or UnusualKind.ErrorBurst, _) => true,
        (UnusualKind.RateFall, _) => false,
        (_, Role.Root or Role.Fault) => true,
        (_, Role.Symptom) => Level <= Level.Warning,
        (_, null) => Level <= Level.Err,
        _ => false,
    };

    /// <summary>How bad the trouble is; 6 is as much as one thing that has to be explained.</summary>
    public double Harm => Thing.Kind switch
    {
        UnusualKind.Silence => Thing.Service is null ? 8 : 5,
        UnusualKind.ErrorBurst => 5,
        _ when Failure is { Role: Role.Root } => 4,
        _ when Failure is { Role: Role.Fault } => Level <= Level.Warning ? 5 : 3,
        _ => Math.Min(4, Math.Log2(1 + Count)),
    };

    /// <summary>All events of a pack, earliest first; equals by the first line.</summary>
    public static IReadOnlyList<PackEvent> Of(EvidencePack pack)
    {
        IReadOnlyDictionary<long, PackLog> logs = pack.LogsById();
        Dictionary<long, TimelineEntry> entries = pack.Timeline.ToDictionary(entry => entry.TemplateId);
        return
        [
            .. pack.Unusual.Select(thing => Of(thing, logs, entries)).OfType<PackEvent>()
                .OrderBy(each => each.At).ThenBy(each => each.Line.Id).ThenBy(each => each.Thing.Kind),
        ];
    }

    private static PackEvent? Of(
        UnusualThing thing, IReadOnlyDictionary<long, PackLog> logs, Dictionary<long, TimelineEntry> entries)
    {
        PackLog[] lines = [.. thing.LogIds.Where(logs.ContainsKey).Select(id => logs[id])];
        if (lines.Length == 0)
        {
            return null;
        }

        NodeSpan? span = thing.TemplateId is { } id && entries.TryGetValue(id, out TimelineEntry? entry)
            ? entry.Nodes.FirstOrDefault(node => node.Node == thing.Node)
            : null;
        long count = span?.Count ?? lines.Length;
        FailureKind? kind = thing.TemplateId is null ? null : FailureKinds.Of(lines[0].Message);
        FailureKind? counted = kind is not null && count >= kind.Least ? kind : null;
        return new PackEvent(thing, lines, counted, lines.Min(line => line.Level), count);
    }
}
