using System.Runtime.InteropServices;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Search;

/// <summary>A template near to a query.</summary>
/// <param name="Cosine">-1 to 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Neighbour(long TemplateId, float Cosine);

/// <summary>Port: the nearest vectors in the store, for when they are too many to be kept in memory.</summary>
public interface IVectorSearch
{
    /// <summary>
    /// The nearest templates, nearest first. Exact among few candidates, else by the store's vector index, which misses some;
    /// without an index it reads every vector.
    /// </summary>
    /// <param name="candidates">Only these; null for all.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    Task<IReadOnlyList<Neighbour>> NearestAsync(
        EmbeddingModel model, float[] query, IReadOnlySet<long>? candidates, int count, CancellationToken ct);
}
