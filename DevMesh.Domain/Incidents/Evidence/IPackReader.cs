using System.Runtime.InteropServices;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Nodes;

namespace DevMesh.Domain.Incidents.Evidence;

/// <summary>Port: what a pack is made of. Every read is bounded and goes by an index.</summary>
/// <exception cref="StoreUnavailableException">From every method, when the database cannot be used now.</exception>
public interface IPackReader
{
    /// <summary>Names of all nodes that have logs, in the order of the alphabet.</summary>
    Task<IReadOnlyList<string>> NodesAsync(CancellationToken ct);

    /// <summary>Names of all services that have logs, in the order of the alphabet.</summary>
    Task<IReadOnlyList<string>> ServicesAsync(CancellationToken ct);

    /// <summary>
    /// Logs per template, node, service and minute, from the earliest on, ordered by time, template, node and service. At most
    /// <paramref name="most"/> logs are read; the answer says how far it came.
    /// </summary>
    Task<WindowCounts> CountAsync(TimeWindow window, int most, CancellationToken ct);

    /// <summary>Logs per hour, as template_activity has them: of the templates, over all nodes.</summary>
    Task<IReadOnlyList<HourCount>> HoursAsync(IReadOnlyCollection<long> templateIds, TimeWindow window, CancellationToken ct);

    /// <summary>The texts of templates, and when each was first seen anywhere.</summary>
    Task<IReadOnlyDictionary<long, PackTemplate>> TemplatesAsync(IReadOnlyCollection<long> ids, CancellationToken ct);

    /// <summary>The first logs of each template on a node within a window, and the last one, oldest first.</summary>
    /// <param name="first">How many from the start of each window, at least 1.</param>
    Task<IReadOnlyList<LogEvent>> ExamplesAsync(IReadOnlyCollection<ExampleRequest> requests, int first, CancellationToken ct);

    /// <summary>The newest boot messages of a node (of any, when null) before a time; null when there is none.</summary>
    Task<LogEvent?> LastBootAsync(string? node, DateTime before, CancellationToken ct);

    /// <summary>The latest heartbeat of each node's shipper.</summary>
    Task<IReadOnlyDictionary<string, ReceivedHeartbeat>> HeartbeatsAsync(CancellationToken ct);
}

/// <param name="Until">How far was read, exclusive: the window's end, or less when there were more logs than allowed.</param>
public sealed record WindowCounts(IReadOnlyList<MinuteCount> Minutes, DateTime Until);

/// <summary>Logs of a template by a service of a node in a minute.</summary>
/// <param name="Level">The worst.</param>
/// <param name="ClockDrift">
/// The least time from a log's own time to its receipt: a node whose clock runs ahead shows a negative one.
/// </param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MinuteCount(
    long TemplateId, string Node, string Service, Level Level, DateTime First, DateTime Last, int Count, TimeSpan ClockDrift);

/// <param name="Hour">The start of the hour, UTC.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct HourCount(long TemplateId, string Node, DateTime Hour, long Count);

public sealed record PackTemplate(long Id, string Text, DateTime FirstSeen);

[StructLayout(LayoutKind.Auto)]
public readonly record struct ExampleRequest(long TemplateId, string Node, TimeWindow Window);
