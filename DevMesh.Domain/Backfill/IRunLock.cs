using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Backfill;

/// <summary>Port: makes sure that a job runs in one worker at a time, over all workers.</summary>
public interface IRunLock
{
    /// <summary>Null when another worker holds it.</summary>
    /// <param name="name">The job's, of at most 20 characters.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    Task<IRunLease?> TryTakeAsync(string name, CancellationToken ct);
}

/// <summary>The right to run. Ends when it is disposed of, and by itself when its connection is lost.</summary>
public interface IRunLease : IAsyncDisposable
{
    /// <summary>False once the lease is lost: another worker may run by now, so the job must end.</summary>
    Task<bool> IsHeldAsync(CancellationToken ct);
}
