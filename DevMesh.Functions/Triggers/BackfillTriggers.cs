using DevMesh.Domain.Backfill;

namespace DevMesh.Functions.Triggers;

/// <summary>The timers that fill in what live ingest could not.</summary>
public sealed class BackfillTriggers(EmbeddingBackfill embeddings)
{
    [Function("BackfillEmbeddings")]
    public Task BackfillEmbeddingsAsync(
        [TimerTrigger("%BACKFILL_EMBEDDINGS_SCHEDULE%", UseMonitor = false)] TimerInfo timer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(timer);
        return embeddings.RunAsync(ct);
    }
}
