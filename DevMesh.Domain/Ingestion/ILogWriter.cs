using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Ingestion;

/// <summary>A log event that is to be stored.</summary>
/// <param name="ValueKeys">By which search finds the values in its message, each once; see <see cref="Search.Values.ValueKeys"/>.</param>
public sealed record NewLog(EventKey Key, LogEntry Entry, long TemplateId, EventFlags Flags, IReadOnlyList<uint> ValueKeys);

/// <summary>Port: storing logs.</summary>
public interface ILogWriter
{
    /// <summary>
    /// Stores, in one transaction, those of the logs that are not there yet, counts them in template_activity, enters their
    /// values into the value index and moves the first and last seen of their templates. Either all of it happens or none.
    /// </summary>
    /// <param name="logs">At least one, in any order; no two with the same timestamp and key.</param>
    /// <returns>How many were really stored; the others were there already.</returns>
    Task<int> StoreAsync(string node, DateTime receivedAt, IReadOnlyList<NewLog> logs, CancellationToken ct);
}
