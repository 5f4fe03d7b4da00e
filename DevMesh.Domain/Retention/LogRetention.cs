using DevMesh.Domain.Backfill;

namespace DevMesh.Domain.Retention;

/// <summary>What a run would delete of a node.</summary>
/// <param name="Oldest">Received first, UTC.</param>
/// <param name="Newest">Received last, UTC.</param>
public sealed record ExpiredOfNode(string Node, long Logs, DateTime Oldest, DateTime Newest);

/// <summary>
/// Deletes logs that are past their days, oldest first, with their counts, vectors and values. Templates stay: what was shown
/// once can be looked up for ever, and what was seen years ago is not new when it comes again. Safe to kill and to run again
/// at any moment: there is no position to lose, since what a run deleted is no longer in the way of the next.
/// </summary>
public sealed class LogRetention(JobRunner runner, RetentionPolicy policy, ILogExpiry logs, Pacers pacers, TimeProvider clock)
{
    /// <summary>How many logs a look covers when nothing is deleted.</summary>
    private const int PlanBatch = 5000;

    public Task<JobResult> RunAsync(JobCall call, CancellationToken ct) =>
        runner.RunAsync(Jobs.Retention, call, (run, token) => DeleteAsync(run, call, token), ct);

    /// <summary>What a run would delete now, by node. Changes nothing.</summary>
    public async Task<IReadOnlyList<ExpiredOfNode>> PlanAsync(CancellationToken ct)
    {
        Dictionary<string, ExpiredOfNode> nodes = new(StringComparer.Ordinal);
        await foreach (StoredLog[] expired in ExpiredAsync(PlanBatch, ct))
        {
            foreach (StoredLog log in expired)
            {
                nodes[log.Node] = nodes.TryGetValue(log.Node, out ExpiredOfNode? node)
                    ? new ExpiredOfNode(node.Node, node.Logs + 1, Min(node.Oldest, log.ReceivedAt), Max(node.Newest, log.ReceivedAt))
                    : new ExpiredOfNode(log.Node, 1, log.ReceivedAt, log.ReceivedAt);
            }
        }

        return [.. nodes.Values.OrderBy(node => node.Node, StringComparer.Ordinal)];
    }

    private async Task DeleteAsync(JobRun run, JobCall call, CancellationToken ct)
    {
        if (policy.ShortestDays is null)
        {
            run.Summary = () => "RETENTION_DAYS is 0 and no override says otherwise: everything is kept";
            return;
        }

        (long deleted, long values) = (0, 0);
        run.Summary = () => $"{deleted} logs deleted, {values} rows of the index of values";
        Pacer pacer = pacers.OfRetention(call.Pace);
        await foreach (StoredLog[] expired in ExpiredAsync(pacer.BatchSize, ct))
        {
            if (!await run.MayGoOnAsync(ct))
            {
                return;
            }

            if (expired.Length == 0)
            {
                continue;
            }

            run.HasWorked = true;
            await run.FoundAsync(expired.Length, ct);
            long started = clock.GetTimestamp();
            deleted += await logs.DeleteAsync(expired, ct);
            await run.AdvanceAsync(expired.Length, ct);
            await pacer.PauseAsync(clock.GetElapsedTime(started), ct);
        }

        long begun = clock.GetTimestamp();
        await foreach (int some in logs.DeleteValuesAsync(ct))
        {
            values += some;
            run.HasWorked = true;
            await pacer.PauseAsync(clock.GetElapsedTime(begun), ct);
            if (!await run.MayGoOnAsync(ct))
            {
                return;
            }

            begun = clock.GetTimestamp();
        }
    }

    /// <summary>
    /// The expired ones of each look, in the order in which they were received, up to a look in which everything was received
    /// too lately to be past anybody's days: a batch that took its time to be stored has an id that is a little too late. What
    /// was taken over has ids in any order, and is looked at to its end.
    /// </summary>
    private async IAsyncEnumerable<StoredLog[]> ExpiredAsync(
        int limit, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        if (policy.ShortestDays is not { } shortest)
        {
            yield break;
        }

        DateTime now = clock.GetUtcNow().UtcDateTime;
        DateTime tooLate = now.AddDays(-shortest);
        long unordered = await logs.UnorderedUpToAsync(ct);
        for (long after = 0; ;)
        {
            IReadOnlyList<StoredLog> look = await logs.ReadAsync(after, limit, ct);
            if (look.Count == 0 || (look[0].Id > unordered && look.All(log => log.ReceivedAt >= tooLate)))
            {
                yield break;
            }

            yield return [.. look.Where(log => policy.IsExpired(log, now))];
            after = look[^1].Id;
        }
    }

    private static DateTime Min(DateTime one, DateTime other) => one < other ? one : other;

    private static DateTime Max(DateTime one, DateTime other) => one > other ? one : other;
}
