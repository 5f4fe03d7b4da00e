using DevMesh.Domain.Backfill;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Retention;
using DevMesh.Functions.MariaDb.Migrations;
using Microsoft.Extensions.Hosting;

namespace DevMesh.Functions.Backfill;

/// <summary>
/// Makes up for runs that were due while no worker was there: neither host remembers a schedule without a storage account.
/// At start, after the migrations, a job whose newest slot is not done is run once, whatever number of slots it missed.
/// </summary>
internal sealed partial class PastDueRuns(
    JobSchedules schedules,
    ITimerRuns runs,
    EmbeddingBackfill embeddings,
    TemplateBackfill templates,
    SafetyNet safetyNet,
    LogRetention retention,
    TimeProvider clock,
    ILogger<PastDueRuns> logger) : BackgroundService, IAfterMigration
{
    private readonly TaskCompletionSource _schemaIsThere = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task RunAsync(CancellationToken ct)
    {
        _schemaIsThere.TrySetResult();
        return Task.CompletedTask;
    }

    /// <summary>Runs what is past due, one after the other.</summary>
    internal async Task MakeUpAsync(CancellationToken ct)
    {
        (string, Func<JobCall, CancellationToken, Task<JobResult>>)[] jobs =
        [
            (Jobs.Templates, templates.RunAsync), (Jobs.Embeddings, embeddings.RunAsync), (Jobs.SafetyNet, safetyNet.RunAsync),
            (Jobs.Retention, retention.RunAsync),
        ];
        foreach ((string job, Func<JobCall, CancellationToken, Task<JobResult>> run) in jobs)
        {
            if (schedules.LastSlot(job, clock.GetUtcNow().UtcDateTime) is not { } slot)
            {
                continue;
            }

            await runs.RegisterAsync(job, slot, ct);
            if (await runs.DoneSlotAsync(job, ct) is { } done && done < slot)
            {
                Log.PastDue(logger, job, slot);
                await run(schedules.Due(job) with { Slot = slot }, ct);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _schemaIsThere.Task.WaitAsync(stoppingToken);
            await MakeUpAsync(stoppingToken);
        }
        catch (StoreUnavailableException e)
        {
            Log.Failed(logger, e.Message);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Job} was due at {Slot:u} and nobody ran it: it runs now")]
        public static partial void PastDue(ILogger logger, string job, DateTime slot);

        [LoggerMessage(2, LogLevel.Warning, "What was past due is left to the next slot: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
