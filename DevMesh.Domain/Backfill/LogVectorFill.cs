using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Backfill;

/// <summary>Port: vectors of single logs, kept only when EMBED_LOGS is true.</summary>
/// <exception cref="StoreUnavailableException">From every method, when the database cannot be used now.</exception>
public interface ILogVectorStore
{
    /// <summary>Makes the model's table unless it is there.</summary>
    Task OpenAsync(EmbeddingModel model, CancellationToken ct);

    Task<long> CountLackingAsync(EmbeddingModel model, long after, CancellationToken ct);

    /// <inheritdoc cref="IVectorFill.LackingAsync"/>
    Task<UnembeddedTexts> LackingAsync(EmbeddingModel model, long after, int scan, CancellationToken ct);

    /// <summary>
    /// Stores those that are not there yet and whose log still is, the indexed copy and the one in the log's row in one
    /// transaction. A model of another dimension than the row's column has the copy alone.
    /// </summary>
    /// <returns>How many were new.</returns>
    Task<int> StoreAsync(EmbeddingModel model, IReadOnlyList<(long LogId, float[] Vector)> vectors, CancellationToken ct);
}

/// <summary>Logs without a vector of their own: the message as it was sent, cut like any text.</summary>
public sealed class LogVectorFill(IEmbedderCatalog embedders, ILogVectorStore store) : IVectorFill
{
    public string Name => "log-vectors";

    public async Task<long> CountAsync(EmbeddingModel model, long after, CancellationToken ct)
    {
        await store.OpenAsync(model, ct);
        return await store.CountLackingAsync(model, after, ct);
    }

    public Task<UnembeddedTexts> LackingAsync(EmbeddingModel model, long after, int scan, CancellationToken ct) =>
        store.LackingAsync(model, after, scan, ct);

    public async Task<int> EmbedAsync(EmbeddingModel model, IReadOnlyList<UnembeddedText> texts, CancellationToken ct)
    {
        IReadOnlyList<float[]> vectors = await embedders.Configured.EmbedAsync([.. texts.Select(text => text.Text)], ct);
        return await store.StoreAsync(model, [.. texts.Zip(vectors, (text, vector) => (text.Id, vector))], ct);
    }
}
