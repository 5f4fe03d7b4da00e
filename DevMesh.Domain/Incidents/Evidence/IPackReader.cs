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

    /// <summary>Names of services that have logs, in the order of the alphabet.</summary>
    Task<IReadOnlyList<string>> ServicesAsync(CancellationToken ct);

    /// <summary>
    /// Logs per template, node, service and minute, ordered by time, template, node and service. At most
    /// <paramref name="most"/> logs are read, the earliest ones; the answer says how far it came.
    /// </summary>
    Task<WindowCounts> CountAsync(TimeWindow window, int most, CancellationToken ct);

    /// <summary>
    /// How often each node logged its templates within whole hours, as template_activity has it. A template that a node did
    /// not log then is absent.
    /// </summary>
    /// <param name="templates">Ids of templates by node.</param>
    /// <param name="hours">Whole hours.</param>
    /// <param name="parts">Parts of it that do not overlap; an hour is of the part in which it begins.</param>
    Task<IReadOnlyList<PastCount>> CountPastAsync(
        ILookup<string, long> templates, TimeWindow hours, IReadOnlyList<TimeWindow> parts, CancellationToken ct);

    /// <summary>The hours in which each node logged anything.</summary>
    Task<IReadOnlyList<NodeHour>> HoursAsync(IReadOnlyCollection<string> nodes, TimeWindow hours, CancellationToken ct);

    /// <summary>The texts of templates, and when each was first seen anywhere.</summary>
    Task<IReadOnlyDictionary<long, PackTemplate>> TemplatesAsync(IReadOnlyCollection<long> ids, CancellationToken ct);

    /// <summary>How many templates were first seen within a time.</summary>
    Task<long> CountNewAsync(TimeWindow window, CancellationToken ct);

    /// <summary>The logs of these templates on these nodes at exactly these times, by time and id.</summary>
    Task<IReadOnlyList<LogEvent>> LogsAsync(IReadOnlyCollection<LogMoment> moments, CancellationToken ct);

    /// <summary>Templates with which a kernel or an init system begins to log.</summary>
    Task<IReadOnlyList<long>> BootTemplatesAsync(CancellationToken ct);

    /// <summary>The latest heartbeat of each node's shipper.</summary>
    Task<IReadOnlyDictionary<string, ReceivedHeartbeat>> HeartbeatsAsync(CancellationToken ct);
}

/// <param name="Until">How far was read, exclusive: the window's end, or less when there were more logs than allowed.</param>
public sealed record WindowCounts(IReadOnlyList<MinuteCount> Minutes, DateTime Until);

/// <summary>Logs of a template by a service of a node in a minute.</summary>
/// <param name="Level">The worst.</param>
/// <param name="First">Of the first log, UTC.</param>
/// <param name="Last">Of the last log, UTC.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MinuteCount(
    long TemplateId, string Node, string Service, Level Level, DateTime First, DateTime Last, int Count);

/// <param name="Count">Logs of all the hours.</param>
/// <param name="Squares">The sum of the squares of the hourly counts.</param>
/// <param name="InParts">Logs of all the parts that were asked for.</param>
/// <param name="InLastPart">Logs of the last of them.</param>
public sealed record PastCount(long TemplateId, string Node, long Count, double Squares, long InParts, long InLastPart);

/// <param name="Hour">The start of the hour, UTC.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct NodeHour(string Node, DateTime Hour);

public sealed record PackTemplate(long Id, string Text, DateTime FirstSeen);

/// <summary>Where a log is found quickly.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LogMoment(long TemplateId, string Node, DateTime At);
