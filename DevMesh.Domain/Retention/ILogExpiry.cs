namespace DevMesh.Domain.Retention;

/// <summary>What retention looks at.</summary>
/// <param name="Timestamp">UTC, by the clock of its node.</param>
/// <param name="ReceivedAt">UTC, by the clock of the server.</param>
public sealed record StoredLog(long Id, DateTime Timestamp, DateTime ReceivedAt, string Node, string Service);

/// <summary>Port: reads logs by id and deletes them.</summary>
public interface ILogExpiry
{
    /// <summary>
    /// Up to which id the order of ids is not that of receipt, because logs of another platform were taken over; 0 for none.
    /// </summary>
    Task<long> UnorderedUpToAsync(CancellationToken ct);

    /// <summary>The next logs behind an id, in the order of ids, in which they were received but for seconds.</summary>
    Task<IReadOnlyList<StoredLog>> ReadAsync(long after, int limit, CancellationToken ct);

    /// <summary>
    /// Deletes logs, their counts and their vectors in one transaction: after it counts and rows agree as before.
    /// </summary>
    /// <returns>How many of them were still there.</returns>
    Task<int> DeleteAsync(IReadOnlyList<StoredLog> logs, CancellationToken ct);

    /// <summary>
    /// Deletes the spans of the index of values in whose time no log is left, a bounded number of rows at a time. A span goes
    /// by its own logs alone: one log of a clock that stands at 1970 keeps only that span.
    /// </summary>
    /// <returns>How many rows each statement deleted; the next one is made when it is asked for.</returns>
    IAsyncEnumerable<int> DeleteValuesAsync(CancellationToken ct);
}
