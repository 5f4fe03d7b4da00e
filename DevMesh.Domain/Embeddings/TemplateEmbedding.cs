using DevMesh.Domain.Templates;

namespace DevMesh.Domain.Embeddings;

/// <inheritdoc cref="ITemplateEmbedding"/>
public sealed class TemplateEmbedding(TemplateEmbedder embedder, EmbeddingQueue queue) : ITemplateEmbedding
{
    public Task OnCreatedAsync(IReadOnlyList<CreatedTemplate> created, CancellationToken ct)
    {
        if (embedder.Embedder.Kind is EmbedderKind.Embedded)
        {
            return embedder.EmbedAsync(created, ct);
        }

        queue.Add(created);
        return Task.CompletedTask;
    }
}
