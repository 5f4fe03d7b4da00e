using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Backfill;

/// <summary>Port: what is remembered of the last run of each timer, over all workers.</summary>
/// <exception cref="StoreUnavailableException">From every method, when the database cannot be used now.</exception>
public interface ITimerRuns
{
    Task StartedAsync(string name, CancellationToken ct);

    /// <param name="outcome">One line, fit for an operator.</param>
    Task FinishedAsync(string name, string outcome, CancellationToken ct);
}
