using DevMesh.Domain.Templates;

namespace DevMesh.Domain.Embeddings;

/// <inheritdoc cref="ITemplateEmbedding"/>
public sealed class TemplateEmbedding(TemplateEmbedder embedder, EmbeddingQueue queue) : ITemplateEmbedding
{
    /// <summary>
    /// Vectors that a batch has in memory at a time: a batch may be all new templates, and a vector takes more than a
    /// hundred times the memory of a short message.
    /// </summary>
    private const int AtOnce = 256;

    public async Task OnCreatedAsync(IReadOnlyList<CreatedTemplate> created, CancellationToken ct)
    {
        if (embedder.Embedder.Kind is not EmbedderKind.Embedded)
        {
            queue.Add(created);
            return;
        }

        foreach (CreatedTemplate[] some in created.Chunk(AtOnce))
        {
            await embedder.EmbedAsync(some, ct);
        }
    }
}
