namespace DevMesh.Domain.Retention;

/// <summary>What retention looks at.</summary>
/// <param name="Timestamp">UTC, by the clock of its node.</param>
/// <param name="ReceivedAt">UTC, by the clock of the server.</param>
public sealed record StoredLog(long Id, DateTime Timestamp, DateTime ReceivedAt, string Node, string Service);

/// <summary>Port: reads logs by id and deletes them.</summary>
public interface ILogExpiry
{
    /// <summary>The next logs behind an id, in the order of ids, in which they were received but for seconds.</summary>
    Task<IReadOnlyList<StoredLog>> ReadAsync(long after, int limit, CancellationToken ct);

    /// <summary>
    /// Deletes logs, their counts and their vectors in one transaction: after it counts and rows agree as before.
    /// </summary>
    /// <returns>How many of them were still there.</returns>
    Task<int> DeleteAsync(IReadOnlyList<StoredLog> logs, CancellationToken ct);

    /// <summary>Deletes what the index of values holds of times before the oldest log that is left.</summary>
    /// <returns>How many rows.</returns>
    Task<long> DeleteValuesAsync(CancellationToken ct);
}
