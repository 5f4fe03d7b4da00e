using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Embeddings;

/// <summary>Port: the models that have vectors, for the one who looks after them.</summary>
/// <exception cref="StoreUnavailableException">From every method, when the database cannot be used now.</exception>
public interface IEmbeddingModels
{
    /// <summary>By id.</summary>
    Task<IReadOnlyList<StoredModel>> ListAsync(CancellationToken ct);

    /// <summary>Removes a model with its vectors, unless it is served.</summary>
    /// <returns>False when it is served or not there; nothing is removed then.</returns>
    Task<bool> DropAsync(int modelId, CancellationToken ct);
}

/// <param name="Templates">How many templates have its vector.</param>
/// <param name="Logs">How many logs have its vector.</param>
public sealed record StoredModel(EmbeddingModel Model, long Templates, long Logs);
