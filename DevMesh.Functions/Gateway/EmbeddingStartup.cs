using DevMesh.Domain.Embeddings;
using DevMesh.Functions.MariaDb.Migrations;

namespace DevMesh.Functions.Gateway;

/// <summary>Makes the entry of the model that the settings name, so that the first model of all is served from the start.</summary>
internal sealed class EmbeddingStartup(TemplateEmbedder embedder) : IAfterMigration
{
    public Task RunAsync(CancellationToken ct) => embedder.ModelAsync(ct);
}
