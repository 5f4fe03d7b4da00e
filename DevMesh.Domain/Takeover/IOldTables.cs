using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Takeover;

/// <summary>Port: the tables of the old platform as a whole, and how far the takeover is.</summary>
/// <exception cref="StoreUnavailableException">From every method, when the database cannot be used now.</exception>
public interface IOldTables
{
    /// <summary>Changes nothing.</summary>
    /// <exception cref="TakeoverException">Old tables are there twice, under their own names and put aside.</exception>
    Task<OldDatabase> LookAsync(CancellationToken ct);

    /// <summary>
    /// Renames the tables that are in the way, in one statement, and gives a key to logs that have none. Safe to repeat.
    /// </summary>
    Task PutAsideAsync(CancellationToken ct);

    /// <summary>Notes how times without a zone are read, the first time.</summary>
    /// <returns>How the run that began it reads them.</returns>
    Task<string> BeginAsync(string zone, CancellationToken ct);

    /// <summary>Up to which key rows are taken over; null before the first.</summary>
    Task<long?> PositionAsync(CancellationToken ct);

    /// <summary>Rows of the old logs by the name of their node, empty for none.</summary>
    Task<IReadOnlyDictionary<string, long>> OldNodesAsync(TakeoverPlan plan, CancellationToken ct);

    /// <summary>Logs that were taken over, by node.</summary>
    Task<IReadOnlyDictionary<string, long>> TakenNodesAsync(CancellationToken ct);

    /// <summary>
    /// Removes the old tables that were put aside, and what is remembered of the takeover; nothing when rows are left that
    /// were not taken over.
    /// </summary>
    Task<OldTablesDropped> DropAsync(CancellationToken ct);
}

/// <param name="Names">Of the tables that were removed.</param>
/// <param name="Left">Rows that are not taken over, because of which none was.</param>
public sealed record OldTablesDropped(IReadOnlyList<string> Names, long Left);
