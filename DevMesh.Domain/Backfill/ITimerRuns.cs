using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Backfill;

/// <summary>Port: what is remembered of the last run of each timer, over all workers.</summary>
/// <exception cref="StoreUnavailableException">From every method, when the database cannot be used now.</exception>
public interface ITimerRuns
{
    /// <summary>
    /// Makes the timer known with a slot that counts as done, unless it is known: what was due before it was first known is
    /// not made up for.
    /// </summary>
    Task RegisterAsync(string name, DateTime slot, CancellationToken ct);

    /// <summary>The newest slot of its schedule whose run came to its end, in UTC; null before there is one.</summary>
    Task<DateTime?> DoneSlotAsync(string name, CancellationToken ct);

    Task StartedAsync(string name, CancellationToken ct);

    Task ProgressAsync(string name, long done, long left, CancellationToken ct);

    /// <param name="outcome">One line, fit for an operator.</param>
    /// <param name="slot">The slot that is done with it; null when none is.</param>
    Task FinishedAsync(string name, string outcome, DateTime? slot, CancellationToken ct);
}
