using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Ingestion;

/// <summary>A log event that is to be stored.</summary>
public sealed record NewLog(EventKey Key, LogEntry Entry, long TemplateId, EventFlags Flags);

/// <summary>Port: storing logs.</summary>
public interface ILogWriter
{
    /// <summary>
    /// Stores, in one transaction, those of the logs that are not there yet, counts them in template_activity and moves the
    /// first and last seen of their templates. Either all of it happens or none.
    /// </summary>
    /// <param name="logs">At least one, in any order; no two with the same timestamp and key.</param>
    /// <returns>How many were really stored; the others were there already.</returns>
    Task<int> StoreAsync(string node, DateTime receivedAt, IReadOnlyList<NewLog> logs, CancellationToken ct);
}
