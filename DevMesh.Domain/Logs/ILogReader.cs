namespace DevMesh.Domain.Logs;

/// <summary>Port: reading stored logs.</summary>
public interface ILogReader
{
    /// <summary>Logs that match, newest first, after <paramref name="after"/> (exclusive; null starts at the newest).</summary>
    Task<LogPage> ListAsync(LogFilter filter, LogPosition? after, int limit, CancellationToken ct);

    Task<LogEvent?> FindAsync(long id, CancellationToken ct);

    /// <summary>Logs of the same node just before and just after one log, oldest first, the log itself among them.</summary>
    Task<IReadOnlyList<LogEvent>> ContextAsync(LogEvent log, int before, int after, CancellationToken ct);

    /// <summary>
    /// The newest logs of each template that pass the filter, at most <paramref name="each"/> per template, newest first.
    /// A template without any is absent from the answer.
    /// </summary>
    Task<IReadOnlyDictionary<long, IReadOnlyList<LogEvent>>> NewestOfTemplatesAsync(
        IReadOnlyCollection<long> templateIds, LogFilter filter, int each, CancellationToken ct);
}
