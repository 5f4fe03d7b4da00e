using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Kinds;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Incidents.Explaining;

/// <summary>An unusual thing of a pack with the lines that show it and what they mean.</summary>
/// <param name="Lines">Oldest first; never empty.</param>
/// <param name="Failure">Null when no kind fits, or too few logs make it.</param>
/// <param name="IsHarmless">What its lines tell of is none, or too little to be a failure.</param>
/// <param name="Count">Logs of it on its node within the window.</param>
internal sealed record PackEvent(UnusualThing Thing, IReadOnlyList<PackLog> Lines, FailureKind? Failure, Level Level, long Count,
    bool IsHarmless)
{
    public DateTime At => Thing.At;

    public string Node => Thing.Node ?? Lines[0].Node;

    public string Service => Thing.Service ?? "";

    /// <summary>The line that tells most: of a template any is as good, so the first.</summary>
    public PackLog Line => Lines[0];

    /// <summary>Values of its line by which it may be tied to others.</summary>
    public IReadOnlySet<string> Values => field ??= Ties.ValuesOf(Line.Message);

    /// <summary>Whether a service logged it, or it is about that service.</summary>
    public bool IsOf(string service) => Service == service || KnownNames.Stands(Line.Message, service)
        || (Service is "systemd" or "kernel" or "sudo" && KnownNames.Stands(Line.Message, KnownNames.ShortName(service)));

    /// <summary>Whether another event may be about the same: of that program, or with a value of it or its unit.</summary>
    public bool IsSpokenOfBy(PackEvent other) => Service == other.Service || Values.Overlaps(other.Values)
        || (Unit is { } unit && KnownNames.Stands(other.Line.Message, unit));

    /// <summary>The unit that its line names first; null for none.</summary>
    public string? Unit => Line.Message.Split(' ', ':')
        .FirstOrDefault(word => word.EndsWith(".service", StringComparison.Ordinal));

    public IReadOnlyList<long> Ids => [.. Lines.Take(3).Select(line => line.Id)];

    /// <summary>Whether another event tells of the same: of one kind, or of one template where no kind is known.</summary>
    public bool IsLike(PackEvent other) => IsUnknown && other.IsUnknown
        ? Thing.TemplateId is not null && Thing.TemplateId == other.Thing.TemplateId
        : Failure == other.Failure;

    /// <summary>Whether it is but another view of an event, such as a burst that the event's own lines make.</summary>
    public bool Tells(PackEvent other) =>
        Thing.TemplateId is null && Node == other.Node && Service == other.Service && Ids.Intersect(other.Ids).Any();

    /// <summary>
    /// A program that tells of a failure of its own, in words that are not known: neither something that it waits for, nor
    /// what follows from something else.
    /// </summary>
    public bool IsOwnFailure => Thing.TemplateId is not null && !IsHarmless
        && Thing.Kind is UnusualKind.NewInFleet or UnusualKind.NewOnNode
        && Level <= Level.Warning && IsUnknown;

    /// <summary>No kind fits, or only that of what says that something failed.</summary>
    public bool IsUnknown => Failure is null or { Name: SymptomKinds.FailedOperation };

    /// <summary>In a few words, as one would name it.</summary>
    public string Name => !IsUnknown ? Failure!.Name
        : Service.Length > 0 ? $"a failure of {Service}" : "a failure";

    /// <summary>What a person would call trouble, by itself or because it follows from some.</summary>
    public bool IsTrouble => (Thing.Kind, Failure?.Role) switch
    {
        _ when IsHarmless => false,
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
        bool harmless = thing.Kind is UnusualKind.ErrorBurst
            ? lines.All(line => IsLittle(FailureKinds.Of(line.Message), count: lines.Length))
            : IsLittle(kind, count);
        return new PackEvent(thing, lines, counted, lines.Min(line => line.Level), count, harmless);
    }

    private static bool IsLittle(FailureKind? kind, long count) => kind is { Role: Role.Benign } || count < kind?.Least;
}
