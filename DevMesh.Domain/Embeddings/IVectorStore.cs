using DevMesh.Domain.Errors;
using DevMesh.Domain.Templates;

namespace DevMesh.Domain.Embeddings;

/// <summary>A model that has vectors in the store. Each model and dimension has a table of its own.</summary>
/// <param name="Id">Names the table.</param>
/// <param name="Served">Whether search compares with its vectors; true for one model at a time.</param>
public sealed record EmbeddingModel(int Id, string Name, int Dimension, bool Served);

/// <summary>The vector of a template.</summary>
/// <param name="Vector">Of length 1 (Euclidean) and as long as the model's dimension.</param>
public readonly record struct TemplateVector(long TemplateId, ReadOnlyMemory<float> Vector);

/// <summary>Port: the vectors of templates.</summary>
/// <exception cref="StoreUnavailableException">From every method, when the database cannot be used now.</exception>
public interface IVectorStore
{
    /// <summary>The model's entry, made on first use together with its table. The first model of all is served at once.</summary>
    Task<EmbeddingModel> OpenAsync(string name, int dimension, CancellationToken ct);

    /// <summary>
    /// Stores vectors that are not there yet; of the served model also says so in the templates' rows, in the same
    /// transaction. Two workers may store the same vectors at once.
    /// </summary>
    /// <returns>How many were new.</returns>
    Task<int> StoreAsync(EmbeddingModel model, int chunkVersion, IReadOnlyCollection<TemplateVector> vectors, CancellationToken ct);

    /// <summary>Templates without a vector of the model, by id, of those with an id above <paramref name="after"/>.</summary>
    /// <param name="scan">How many templates to look at; at least 1.</param>
    Task<LackingTemplates> LackingAsync(EmbeddingModel model, long after, int scan, CancellationToken ct);

    /// <summary>How many templates with an id above <paramref name="after"/> have no vector of the model.</summary>
    Task<long> CountLackingAsync(EmbeddingModel model, long after, CancellationToken ct);

    /// <summary>Makes search use this model's vectors in the place of those of the model before.</summary>
    Task ServeAsync(EmbeddingModel model, int chunkVersion, CancellationToken ct);

    /// <summary>Makes the templates' rows name the model if it is served and they have its vector: a kill may have left some.</summary>
    Task LabelAsync(EmbeddingModel model, int chunkVersion, CancellationToken ct);
}

/// <param name="LastId">The last id looked at, from which the next call goes on; null when there was none left.</param>
public sealed record LackingTemplates(IReadOnlyList<CreatedTemplate> Templates, long? LastId);
