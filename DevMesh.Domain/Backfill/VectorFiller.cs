using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Backfill;

/// <summary>What a pass over texts did.</summary>
public sealed class FillCount
{
    public long Stored { get; internal set; }

    /// <summary>Texts that the model will not have; the safety net tries them again.</summary>
    public long Refused { get; internal set; }

    public string Words(string what) =>
        $"{Stored} {what} stored" + (Refused == 0 ? "" : $", {Refused} texts refused by the model");
}

/// <summary>
/// Gives vectors to whatever lacks them, in the order of ids. The cursor moves after each batch is committed, and what has a
/// vector is never asked for again, so a kill costs the requests of one batch at most.
/// </summary>
public sealed class VectorFiller(IBackfillCursors cursors, TimeProvider clock)
{
    private const int Scan = 2000;

    /// <param name="fromStart">Looks at all of it, wherever the cursor is.</param>
    /// <returns>False when the run had to end before.</returns>
    public async Task<bool> FillAsync(
        IVectorFill fill, EmbeddingModel model, JobRun run, Pacer pacer, bool fromStart, FillCount count, CancellationToken ct)
    {
        string goal = model.Id.ToString();
        long start = fromStart ? 0 : await cursors.StartAsync(fill.Name, goal, ct);
        await run.FoundAsync(await fill.CountAsync(model, start, ct), ct);
        for (long? after = start; after is not null;)
        {
            if (!await run.MayGoOnAsync(ct))
            {
                return false;
            }

            UnembeddedTexts lacking = await fill.LackingAsync(model, after.Value, Math.Max(Scan, pacer.BatchSize), ct);
            foreach (UnembeddedText[] batch in lacking.Texts.Chunk(pacer.BatchSize))
            {
                if (!await run.MayGoOnAsync(ct))
                {
                    return false;
                }

                run.HasWorked = true;
                long started = clock.GetTimestamp();
                await EmbedAsync(fill, model, batch, count, ct);
                await cursors.SaveAsync(fill.Name, goal, batch[^1].Id, ct);
                await run.AdvanceAsync(batch.Length, ct);
                await pacer.PauseAsync(clock.GetElapsedTime(started), ct);
            }

            after = lacking.LastId;
            if (after is { } last)
            {
                await cursors.SaveAsync(fill.Name, goal, last, ct);
            }
        }

        return true;
    }

    /// <summary>A text that the model will not have must not keep the others from getting their vectors.</summary>
    private static async Task EmbedAsync(
        IVectorFill fill, EmbeddingModel model, UnembeddedText[] batch, FillCount count, CancellationToken ct)
    {
        long before = count.Refused;
        EmbeddingUnavailableException? refusal = await TryAsync(batch);
        if (refusal is not null && batch.Length > 1 && count.Refused - before == batch.Length)
        {
            // All of them: it is not the texts. Nothing of it counts as looked at.
            count.Refused = before;
            throw refusal;
        }

        async Task<EmbeddingUnavailableException?> TryAsync(UnembeddedText[] texts)
        {
            try
            {
                count.Stored += await fill.EmbedAsync(model, texts, ct);
                return null;
            }
            catch (EmbeddingUnavailableException e) when (e.IsRefusal && texts.Length > 1)
            {
                EmbeddingUnavailableException? first = await TryAsync(texts[..(texts.Length / 2)]);
                return await TryAsync(texts[(texts.Length / 2)..]) ?? first;
            }
            catch (EmbeddingUnavailableException e) when (e.IsRefusal)
            {
                count.Refused++;
                return e;
            }
        }
    }
}
