using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Templates;

namespace DevMesh.Domain.Backfill;

/// <summary>What a pass over logs did.</summary>
public sealed class MoveCount
{
    public long LookedAt { get; internal set; }

    public long Moved { get; internal set; }

    /// <summary>Those of them that named a template which does not exist.</summary>
    public long Dangling { get; internal set; }

    public long Created { get; internal set; }

    public string Words() =>
        $"{LookedAt} logs looked at, {Moved} given a template, {Created} templates created"
        + (Dangling == 0 ? "" : $", {Dangling} named one that does not exist");
}

/// <summary>
/// Gives a template of the rules in use to logs without one and to those whose template is of older or foreign rules. Old
/// templates stay: what was shown once can be looked up for ever. Safe to kill and to run again at any moment.
/// </summary>
public sealed class TemplateBackfill(
    JobRunner runner,
    ILogTemplates logs,
    ITemplateStore templates,
    ITemplateEmbedding embedding,
    ICanonicalizer canonicalizer,
    IBackfillCursors cursors,
    Pacers pacers,
    TimeProvider clock)
{
    private const string CursorName = "log-templates";

    public Task<JobResult> RunAsync(JobCall call, CancellationToken ct) =>
        runner.RunAsync(
            Jobs.Templates,
            call,
            (run, token) =>
            {
                MoveCount count = new();
                run.Summary = count.Words;
                return MoveAsync(run, call.Pace, fromStart: false, count, token);
            },
            ct);

    /// <summary>The work itself, within a run that holds the lock.</summary>
    internal async Task MoveAsync(JobRun run, PaceOptions? pace, bool fromStart, MoveCount count, CancellationToken ct)
    {
        Pacer pacer = pacers.OfTemplates(pace);
        string goal = canonicalizer.Version.ToString();
        long start = fromStart ? 0 : await cursors.StartAsync(CursorName, goal, ct);
        await run.FoundAsync(await logs.CountAsync(start, ct), ct);
        for (long? after = start; after is not null && await run.MayGoOnAsync(ct);)
        {
            long started = clock.GetTimestamp();
            UnsettledLogs unsettled = await logs.UnsettledAsync(canonicalizer.Version, after.Value, pacer.BatchSize, ct);
            if (unsettled.Logs.Count > 0)
            {
                run.HasWorked = true;
                await MoveAsync(unsettled.Logs, count, ct);
            }

            after = unsettled.LastId;
            if (after is { } last)
            {
                await cursors.SaveAsync(CursorName, goal, last, ct);
                count.LookedAt += unsettled.LookedAt;
                await run.AdvanceAsync(unsettled.LookedAt, ct);
            }

            if (unsettled.Logs.Count > 0)
            {
                await pacer.PauseAsync(clock.GetElapsedTime(started), ct);
            }
        }
    }

    private async Task MoveAsync(IReadOnlyList<UnsettledLog> unsettled, MoveCount count, CancellationToken ct)
    {
        Dictionary<CanonHash, NewTemplate> wanted = [];
        CanonHash[] hashes = new CanonHash[unsettled.Count];
        for (int i = 0; i < hashes.Length; i++)
        {
            (string text, DateTime seen) = (canonicalizer.Canonicalize(unsettled[i].Message).Text, unsettled[i].Timestamp);
            hashes[i] = CanonHash.Of(canonicalizer.Version, text);
            wanted[hashes[i]] = wanted.TryGetValue(hashes[i], out NewTemplate? known)
                ? known with { FirstSeen = Min(known.FirstSeen, seen), LastSeen = Max(known.LastSeen, seen) }
                : new NewTemplate(hashes[i], text, canonicalizer.Version, seen, seen);
        }

        ResolvedTemplates resolved = await templates.ResolveAsync(wanted.Values, ct);
        await embedding.OnCreatedAsync(resolved.Unembedded, ct);
        int moved = await logs.MoveAsync([.. unsettled.Select((log, i) => new LogMove(log, resolved.Ids[hashes[i]]))], ct);
        count.Moved += moved;
        count.Created += resolved.Created;
        count.Dangling += unsettled.Count(log => log.Dangling);
    }

    private static DateTime Min(DateTime one, DateTime other) => one < other ? one : other;

    private static DateTime Max(DateTime one, DateTime other) => one > other ? one : other;
}
