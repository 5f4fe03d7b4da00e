namespace DevMesh.Domain.Backfill;

/// <summary>
/// What the backfills and live ingest may have missed, for whatever reason, every six hours: goes over all logs and all
/// templates from the first one on, and makes the counts agree with the rows. What it finds and repairs is its outcome.
/// </summary>
public sealed class SafetyNet(
    JobRunner runner, IRunLock locks, TemplateBackfill templates, EmbeddingBackfill embeddings, IActivityAudit audit)
{
    public Task<JobResult> RunAsync(JobCall call, CancellationToken ct) =>
        runner.RunAsync(Jobs.SafetyNet, call, (run, token) => RunAsync(run, call, token), ct);

    private async Task RunAsync(JobRun run, JobCall call, CancellationToken ct)
    {
        List<Func<string>> parts = [];
        run.HasWorked = true; // what it found is worth a line four times a day, even if that is nothing
        run.Summary = () => string.Join("; ", parts.Select(part => part()));

        MoveCount moved = new();
        parts.Add(moved.Words);
        await AloneAsync(Jobs.Templates, () => templates.MoveAsync(run, call.Pace, fromStart: true, moved, ct));

        ActivityDifferences wrong = default;
        parts.Add(() => wrong.Counts == 0 ? "all counts agree" : $"{wrong.Counts} counts corrected by {wrong.Logs} logs");
        IReadOnlyList<DateTime> hours = await audit.HoursAsync(ct);
        await run.FoundAsync(hours.Count, ct);
        foreach (DateTime hour in hours)
        {
            if (!await run.MayGoOnAsync(ct))
            {
                return;
            }

            ActivityDifferences found = await audit.RepairAsync(hour, ct);
            wrong = new ActivityDifferences(wrong.Counts + found.Counts, wrong.Logs + found.Logs);
            await run.AdvanceAsync(1, ct);
        }

        // Last, because it alone may take long, and may fail for something outside.
        FillCount ofTemplates = new();
        FillCount ofLogs = new();
        parts.Add(() => embeddings.Words(ofTemplates, ofLogs));
        await AloneAsync(Jobs.Embeddings, () => embeddings.FillAsync(run, call.Pace, fromStart: true, ofTemplates, ofLogs, ct));

        async Task AloneAsync(string job, Func<Task> work)
        {
            if (!await locks.AloneAsync(run, job, work, ct))
            {
                parts.Add(() => $"the {job} backfill runs elsewhere and was left alone");
            }
        }
    }
}
