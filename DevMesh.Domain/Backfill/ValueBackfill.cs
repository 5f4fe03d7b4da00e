using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Search.Values;

namespace DevMesh.Domain.Backfill;

/// <summary>
/// Enters logs into the index of values that were stored without it. Looks at every log by id and adds only what is missing,
/// so it may be killed and run again at any moment. By hand only: ingest enters what it stores.
/// </summary>
public sealed class ValueBackfill(
    JobRunner runner,
    ILogTemplates logs,
    IValueFill values,
    ICanonicalizer canonicalizer,
    IBackfillCursors cursors,
    Pacers pacers,
    TimeProvider clock)
{
    private const string CursorName = "log-values";

    public Task<JobResult> RunAsync(JobCall call, CancellationToken ct) =>
        runner.RunAsync(Jobs.Values, call, (run, token) => FillAsync(run, call.Pace, token), ct);

    private async Task FillAsync(JobRun run, PaceOptions? pace, CancellationToken ct)
    {
        (long lookedAt, long added) = (0, 0);
        run.Summary = () => $"{lookedAt} logs looked at, {added} values added to the index";
        Pacer pacer = pacers.OfTemplates(pace);
        MessageValues reader = new(canonicalizer);
        string goal = canonicalizer.Version.ToString(); // other rules may tell other values
        long after = await cursors.StartAsync(CursorName, goal, ct);
        await run.FoundAsync(await logs.CountAsync(after, ct), ct);
        while (await run.MayGoOnAsync(ct))
        {
            long started = clock.GetTimestamp();
            IReadOnlyList<IndexableLog> batch = await values.ReadAsync(after, pacer.BatchSize, ct);
            if (batch.Count == 0)
            {
                return;
            }

            HashSet<LoggedValue> found =
                [.. batch.SelectMany(log => reader.Read(log.Message).Keys.Select(key => new LoggedValue(log.Timestamp, key)))];
            int missing = found.Count == 0 ? 0 : await values.AddMissingAsync(found, ct);
            after = batch[^1].Id;
            await cursors.SaveAsync(CursorName, goal, after, ct);
            (lookedAt, added) = (lookedAt + batch.Count, added + missing);
            await run.AdvanceAsync(batch.Count, ct);
            if (missing > 0)
            {
                run.HasWorked = true;
                await pacer.PauseAsync(clock.GetElapsedTime(started), ct);
            }
        }
    }
}
