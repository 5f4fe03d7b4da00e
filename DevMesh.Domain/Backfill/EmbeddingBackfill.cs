using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace DevMesh.Domain.Backfill;

/// <summary>How a backfill treats a remote model. An embedded one needs no pauses and takes larger batches.</summary>
/// <param name="BatchSize">Texts per request; at least 1.</param>
/// <param name="Delay">Between two requests, so that the machine behind the gateway keeps cool.</param>
public sealed record EmbeddingBackfillOptions(int BatchSize, TimeSpan Delay);

/// <summary>
/// Embeds templates that have no vector of the model that the settings name: those that live embedding missed, and all of
/// them after the model changed. When none is left and another model is served, it makes search use this one. Safe to kill
/// and to run again at any moment.
/// </summary>
public sealed class EmbeddingBackfill(
    TemplateEmbedder embedder,
    IVectorStore vectors,
    IRunLock locks,
    ITimerRuns runs,
    EmbeddingBackfillOptions options,
    TimeProvider clock,
    ILogger<EmbeddingBackfill> logger)
{
    private const string LockName = "embeddings";
    private const int EmbeddedBatchSize = 1000;
    private const int Scan = 2000;

    /// <summary>Ids are given before rows are committed: how far behind the highest one a row may still appear.</summary>
    private const int LateIds = 10_000;

    private long _completeTo; // every template up to here was seen to have a vector

    /// <summary>Runs to the end, unless another worker does.</summary>
    /// <returns>How many vectors it stored; null when another worker is at it.</returns>
    /// <exception cref="EmbeddingUnavailableException">The model cannot be used now; what was stored stays.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be used now; what was stored stays.</exception>
    public async Task<int?> RunAsync(CancellationToken ct)
    {
        await using IRunLease? lease = await locks.TryTakeAsync(LockName, ct);
        if (lease is null)
        {
            return null;
        }

        string outcome = "ended by an error, see the log";
        await runs.StartedAsync(LockName, ct);
        try
        {
            int stored = await FillAsync(lease, ct);
            outcome = $"{stored} vectors stored";
            return stored;
        }
        catch (DevMeshException e)
        {
            outcome = e.Message;
            throw;
        }
        finally
        {
            await runs.FinishedAsync(LockName, outcome, CancellationToken.None);
        }
    }

    private async Task<int> FillAsync(IRunLease lease, CancellationToken ct)
    {
        IEmbedder model = embedder.Embedder;
        EmbeddingModel stored = await vectors.OpenAsync(model.Model, model.Dimension, ct);
        int total = 0;
        for (long? after = stored.Served ? Math.Max(0, _completeTo - LateIds) : 0; after is not null;)
        {
            if (!await lease.IsHeldAsync(ct))
            {
                logger.LeaseLost();
                return total;
            }

            LackingTemplates lacking = await vectors.LackingAsync(stored, after.Value, Scan, ct);
            total += await EmbedAsync(lacking, model, ct);
            after = lacking.LastId;
            _completeTo = after ?? _completeTo;
        }

        if (total > 0)
        {
            logger.Embedded(total, stored.Name);
        }

        if (!stored.Served)
        {
            await vectors.ServeAsync(stored, model.ChunkVersion, ct);
            logger.Serves(stored.Name, stored.Dimension);
        }

        return total;
    }

    private async Task<int> EmbedAsync(LackingTemplates lacking, IEmbedder model, CancellationToken ct)
    {
        bool remote = model.Kind is EmbedderKind.Remote;
        int stored = 0;
        foreach (var batch in lacking.Templates.Chunk(remote ? options.BatchSize : EmbeddedBatchSize))
        {
            stored += await embedder.EmbedAsync(batch, ct);
            if (remote)
            {
                await Task.Delay(options.Delay, clock, ct);
            }
        }

        return stored;
    }
}
