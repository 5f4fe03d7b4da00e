using DevMesh.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace DevMesh.Domain.Backfill;

/// <summary>
/// Runs a job in one worker at a time over all workers, and writes down when it ran and how it ended. A run that is killed
/// leaves its start behind and no end; the next one goes on where it was.
/// </summary>
public sealed partial class JobRunner(IRunLock locks, ITimerRuns runs, TimeProvider clock, ILogger<JobRunner> logger)
{
    /// <param name="work">Ends early when <see cref="JobRun.MayGoOnAsync"/> says so; safe to repeat from any point.</param>
    /// <returns>How it ended. Never throws but for <paramref name="ct"/> and for what is no <see cref="DevMeshException"/>.</returns>
    public async Task<JobResult> RunAsync(
        string name, JobCall call, Func<JobRun, CancellationToken, Task> work, CancellationToken ct)
    {
        try
        {
            await using IRunLease? lease = await locks.TryTakeAsync(name, ct);
            if (lease is null)
            {
                return new JobResult(JobEnd.Busy, "another worker runs it", default);
            }

            // Read only now: a worker whose clock is behind comes for a slot that another one has just done.
            if (call.Slot is { } slot && await runs.DoneSlotAsync(name, ct) >= slot)
            {
                return new JobResult(JobEnd.SlotDone, "another worker has done this slot of its schedule", default);
            }

            return await RunLockedAsync(name, call, lease, work, ct);
        }
        catch (StoreUnavailableException e)
        {
            Log.Failed(logger, name, e.Message);
            return new JobResult(JobEnd.Failed, e.Message, default);
        }
    }

    private async Task<JobResult> RunLockedAsync(
        string name, JobCall call, IRunLease lease, Func<JobRun, CancellationToken, Task> work, CancellationToken ct)
    {
        await runs.StartedAsync(name, ct);
        JobRun run = new(name, lease, runs, call.Watch, clock);
        using CancellationTokenSource limit = new(call.Limit ?? Timeout.InfiniteTimeSpan, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        (JobEnd end, string outcome) = (JobEnd.Failed, "ended by an error, see the log");
        try
        {
            await work(run, either.Token);
            (end, outcome) = run.IsLeaseLost
                ? (JobEnd.Stopped, $"{run.Summary()}; its lock was lost, the next run goes on")
                : (JobEnd.Done, run.Summary());
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            (end, outcome) = (JobEnd.Stopped, $"{run.Summary()}; its time was up, the next run goes on");
        }
        catch (OperationCanceledException)
        {
            outcome = $"{run.Summary()}; interrupted, the next run goes on";
            throw;
        }
        catch (DevMeshException e)
        {
            outcome = $"{run.Summary()}; {e.Message}";
        }
        finally
        {
            await FinishAsync(name, call, run, end, outcome);
        }

        return new JobResult(end, outcome, run.Progress);
    }

    private async Task FinishAsync(string name, JobCall call, JobRun run, JobEnd end, string outcome)
    {
        if (end is JobEnd.Failed or JobEnd.Stopped)
        {
            Log.Failed(logger, name, outcome);
        }
        else if (run.HasWorked)
        {
            Log.Done(logger, name, outcome);
        }

        if (run.IsLeaseLost)
        {
            return; // the row is the other worker's by now
        }

        try
        {
            await run.CloseAsync(end is JobEnd.Done, CancellationToken.None);
            // A slot whose time was up is done, too; after an error another worker may have more luck with it.
            await runs.FinishedAsync(name, outcome, end is JobEnd.Failed ? null : call.Slot, CancellationToken.None);
        }
        catch (StoreUnavailableException e)
        {
            Log.Failed(logger, name, e.Message); // it looks as if it had been killed, which the next run copes with
        }
    }

    private static partial class Log
    {
        [LoggerMessage(320, LogLevel.Information, "{Job}: {Outcome}")]
        public static partial void Done(ILogger logger, string job, string outcome);

        [LoggerMessage(321, LogLevel.Warning, "{Job}: {Outcome}")]
        public static partial void Failed(ILogger logger, string job, string outcome);
    }
}
