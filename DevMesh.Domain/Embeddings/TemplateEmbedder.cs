using DevMesh.Domain.Errors;
using DevMesh.Domain.Templates;

namespace DevMesh.Domain.Embeddings;

/// <summary>Embeds templates with the model that the settings name, and stores their vectors.</summary>
public sealed class TemplateEmbedder(IEmbedderCatalog embedders, IVectorStore vectors)
{
    private EmbeddingModel? _model;

    public IEmbedder Embedder => embedders.Configured;

    /// <summary>The model's entry in the store, made on first use.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    public async Task<EmbeddingModel> ModelAsync(CancellationToken ct) =>
        _model ??= await vectors.OpenAsync(Embedder.Model, Embedder.Dimension, ct);

    /// <summary>Safe to repeat: a template that has a vector keeps it.</summary>
    /// <returns>How many vectors were new.</returns>
    /// <exception cref="EmbeddingUnavailableException">The model cannot be used now.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    public async Task<int> EmbedAsync(IReadOnlyList<CreatedTemplate> templates, CancellationToken ct)
    {
        if (templates.Count == 0)
        {
            return 0;
        }

        EmbeddingModel model = await ModelAsync(ct);
        IReadOnlyList<float[]> embedded = await Embedder.EmbedAsync([.. templates.Select(template => template.Text)], ct);
        try
        {
            return await vectors.StoreAsync(
                model,
                Embedder.ChunkVersion,
                [.. templates.Zip(embedded, (template, vector) => new TemplateVector(template.Id, vector))],
                ct);
        }
        catch (StoreUnavailableException)
        {
            _model = null; // its table may have been dropped by hand; the next call looks, and makes it anew
            throw;
        }
    }
}
