using DevMesh.Domain.Backfill;
using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Embeddings;

namespace DevMesh.Domain.Takeover;

/// <summary>
/// Takes over the logs of the old platform by their key, from a position that moves in the transaction of the logs, and then
/// lets the template backfill give them templates of the rules in use. Safe to kill and to run again at any moment; ingest
/// and searches go on meanwhile.
/// </summary>
public sealed class TakeoverJob(
    JobRunner runner,
    IRunLock locks,
    IOldTables tables,
    IOldRows old,
    ITakenLogs taken,
    OldTemplates templates,
    TemplateBackfill backfill,
    IVectorStore vectors,
    ILogVectorStore logVectors,
    ICanonicalizer canonicalizer,
    TimeProvider clock)
{
    private const int BatchSize = 2000;

    /// <summary>
    /// Characters of messages and fields in one transaction: as JSON they stay far within the server's packets.
    /// </summary>
    private const int MostCharacters = 2_000_000;

    public Task<JobResult> RunAsync(TakeoverPlan plan, TakeoverCount count, JobCall call, CancellationToken ct) =>
        runner.RunAsync(Jobs.Takeover, call, (run, token) => TakeAsync(plan, count, run, call.Pace, token), ct);

    /// <summary>Reads every row as a run would, and stores nothing.</summary>
    /// <param name="watch">Told now and then how many rows were read.</param>
    public async Task<TakeoverTally> RehearseAsync(TakeoverPlan plan, IProgress<JobProgress> watch, CancellationToken ct)
    {
        TakeoverTally tally = new();
        RowReader reader = ReaderOf(plan);
        IReadOnlySet<string> known = await templates.KnownAsync(plan, ct);
        long started = clock.GetTimestamp();
        await foreach (OldRow row in old.ReadAllAsync(plan, ct))
        {
            TakenLog log = reader.Read(row, tally);
            tally.TemplatesUnknown += log.OldTemplate is { } template && !known.Contains(template) ? 1 : 0;
            if (tally.Rows % BatchSize == 0)
            {
                watch.Report(new JobProgress(
                    tally.Rows, Math.Max(0, plan.Logs.Rows - tally.Rows), clock.GetElapsedTime(started)));
            }
        }

        watch.Report(new JobProgress(tally.Rows, 0, clock.GetElapsedTime(started)));
        return tally;
    }

    private RowReader ReaderOf(TakeoverPlan plan) =>
        new(plan.LogColumns, new OldTimes(plan.Options.Zone), canonicalizer, clock.GetUtcNow().UtcDateTime);

    private async Task TakeAsync(TakeoverPlan plan, TakeoverCount count, JobRun run, PaceOptions? pace, CancellationToken ct)
    {
        run.HasWorked = true;
        MoveCount moved = new();
        bool isAlone = true;
        run.Summary = () => $"{count.Words()}; "
            + (isAlone ? moved.Words() : "the template backfill runs elsewhere and goes on there");
        string zone = await tables.BeginAsync(plan.Options.Zone.Id, ct);
        if (zone != plan.Options.Zone.Id)
        {
            throw new TakeoverException(
                $"the takeover was begun with --time-zone {zone}, and goes on with that; to begin anew, see docs/takeover.md");
        }

        IReadOnlyDictionary<string, long> ids = await templates.TakeAsync(plan, count, ct);
        EmbeddingModel? copies = plan.HasPlaceForLogVectors && plan.EmbedLogs ? await CopiesAsync(plan, ct) : null;
        long? after = await tables.PositionAsync(ct);
        await run.FoundAsync(await old.CountAsync(plan, after, ct), ct);
        RowReader reader = ReaderOf(plan);
        while (await run.MayGoOnAsync(ct))
        {
            IReadOnlyList<OldRow> rows = await old.ReadAsync(plan, after, pace?.BatchSize ?? BatchSize, ct);
            if (rows.Count == 0)
            {
                isAlone = await locks.AloneAsync(
                    run, Jobs.Templates, () => backfill.MoveAsync(run, pace, fromStart: false, moved, ct), ct);
                return;
            }

            foreach (List<TakenLog> part in InParts(
                rows.Select(row => WithTemplate(reader.Read(row, count.Tally), ids, count.Tally))))
            {
                (int stored, int refused) = await taken.StoreAsync(plan, part, copies, ct);
                (count.Stored, count.VectorsRefused) = (count.Stored + stored, count.VectorsRefused + refused);
                await run.AdvanceAsync(part.Count, ct);
            }

            after = rows[^1].Key;
        }
    }

    private async Task<EmbeddingModel> CopiesAsync(TakeoverPlan plan, CancellationToken ct)
    {
        EmbeddingModel model = await vectors.OpenAsync(plan.Model, plan.Dimension, ct);
        await logVectors.OpenAsync(model, ct);
        return model;
    }

    private static TakenLog WithTemplate(TakenLog log, IReadOnlyDictionary<string, long> ids, TakeoverTally tally)
    {
        if (log.OldTemplate is not { } template)
        {
            return log;
        }

        if (ids.TryGetValue(template, out long id))
        {
            return log with { TemplateId = id };
        }

        tally.TemplatesUnknown++;
        return log;
    }

    private static IEnumerable<List<TakenLog>> InParts(IEnumerable<TakenLog> logs)
    {
        List<TakenLog> part = [];
        int characters = 0;
        foreach (TakenLog log in logs)
        {
            part.Add(log);
            characters += log.Entry.Message.Length + (log.Entry.Fields?.Length ?? 0);
            if (characters > MostCharacters)
            {
                yield return part;
                (part, characters) = ([], 0);
            }
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }
}
