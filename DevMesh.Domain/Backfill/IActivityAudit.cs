using System.Runtime.InteropServices;
using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Backfill;

/// <param name="Counts">How many counts of a template, node and hour were wrong; they are right now.</param>
/// <param name="Logs">By how many logs they were wrong, all together.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ActivityDifferences(int Counts, long Logs);

/// <summary>Port: whether template_activity counts the logs that are there.</summary>
/// <exception cref="StoreUnavailableException">From every method, when the database cannot be used now.</exception>
public interface IActivityAudit
{
    /// <summary>Every hour that has logs or counts, oldest first, in UTC.</summary>
    Task<IReadOnlyList<DateTime>> HoursAsync(CancellationToken ct);

    /// <summary>
    /// Compares the counts of an hour with its logs as of one moment, and corrects them by the difference. Logs that are
    /// stored or moved meanwhile change both alike, so they do not disturb it. For one caller at a time.
    /// </summary>
    Task<ActivityDifferences> RepairAsync(DateTime hour, CancellationToken ct);
}
