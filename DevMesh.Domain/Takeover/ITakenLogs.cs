using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Takeover;

/// <summary>Port: storing logs of the old platform.</summary>
public interface ITakenLogs
{
    /// <summary>
    /// Stores logs that are not there yet with their vectors, counts and values, and moves the position to the last key, in
    /// one transaction.
    /// </summary>
    /// <param name="logs">At least one, by key.</param>
    /// <param name="copies">The model whose table gets copies of the vectors; null for none.</param>
    /// <returns>How many were new, and of how many the database refuses the vector, which is then left out.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be used now; nothing of these logs is stored.</exception>
    Task<(int Stored, int VectorsRefused)> StoreAsync(
        TakeoverPlan plan, IReadOnlyList<TakenLog> logs, EmbeddingModel? copies, CancellationToken ct);
}
