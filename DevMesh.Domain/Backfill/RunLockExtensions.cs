namespace DevMesh.Domain.Backfill;

internal static class RunLockExtensions
{
    /// <summary>Does another job's work within a run, under that job's lock as well.</summary>
    /// <returns>False, with nothing done, when that job runs elsewhere.</returns>
    public static async Task<bool> AloneAsync(this IRunLock locks, JobRun run, string job, Func<Task> work, CancellationToken ct)
    {
        await using IRunLease? lease = await locks.TryTakeAsync(job, ct);
        if (lease is null)
        {
            return false;
        }

        run.Hold(lease);
        await work();
        run.LetGo(lease);
        return true;
    }
}
