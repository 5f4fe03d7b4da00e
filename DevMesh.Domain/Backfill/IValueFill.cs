using System.Runtime.InteropServices;
using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Backfill;

/// <summary>A log as the index of values sees it.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct IndexableLog(long Id, DateTime Timestamp, string Message);

/// <summary>That a log of this time holds a value; see <see cref="Search.Values.ValueKeys"/>.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LoggedValue(DateTime Timestamp, uint Key);

/// <summary>Port: entries of the index of values for logs that are stored.</summary>
/// <exception cref="StoreUnavailableException">From every method, when the database cannot be used now.</exception>
public interface IValueFill
{
    /// <summary>The next logs behind an id, in the order of ids.</summary>
    Task<IReadOnlyList<IndexableLog>> ReadAsync(long after, int limit, CancellationToken ct);

    /// <summary>
    /// Enters those that the index lacks. For logs that were read before: ingest enters the values of a log in the
    /// transaction that stores it, so what is missing of them is missing for good. For one caller at a time.
    /// </summary>
    /// <returns>How many were missing.</returns>
    Task<int> AddMissingAsync(IReadOnlyCollection<LoggedValue> values, CancellationToken ct);
}
