using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Templates;

namespace DevMesh.Domain.Backfill;

/// <summary>Templates without a vector of the model that the settings name.</summary>
public sealed class TemplateVectorFill(TemplateEmbedder embedder, IVectorStore vectors) : IVectorFill
{
    public string Name => "template-vectors";

    public Task<long> CountAsync(EmbeddingModel model, long after, CancellationToken ct) =>
        vectors.CountLackingAsync(model, after, ct);

    public async Task<UnembeddedTexts> LackingAsync(EmbeddingModel model, long after, int scan, CancellationToken ct)
    {
        LackingTemplates lacking = await vectors.LackingAsync(model, after, scan, ct);
        return new UnembeddedTexts(
            [.. lacking.Templates.Select(template => new UnembeddedText(template.Id, template.Text))], lacking.LastId);
    }

    public Task<int> EmbedAsync(EmbeddingModel model, IReadOnlyList<UnembeddedText> texts, CancellationToken ct) =>
        embedder.EmbedAsync([.. texts.Select(text => new CreatedTemplate(text.Id, text.Text))], ct);
}
