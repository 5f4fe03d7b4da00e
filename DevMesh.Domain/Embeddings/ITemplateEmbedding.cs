using DevMesh.Domain.Errors;
using DevMesh.Domain.Templates;

namespace DevMesh.Domain.Embeddings;

/// <summary>What ingest does about the templates that it has just created, so that search by meaning finds them.</summary>
public interface ITemplateEmbedding
{
    /// <summary>
    /// With an embedded embedder the vectors are stored when this returns. With a remote one the templates are queued and it
    /// returns at once; what the queue has no room for is left to the backfill.
    /// </summary>
    /// <param name="created">Templates whose rows are committed; may be empty. A template may be named twice.</param>
    /// <exception cref="StoreUnavailableException">The vectors could not be stored; the backfill will store them.</exception>
    Task OnCreatedAsync(IReadOnlyList<CreatedTemplate> created, CancellationToken ct);
}
