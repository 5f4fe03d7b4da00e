using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Search;

/// <summary>A template as the index takes it in.</summary>
/// <param name="UpdatedAt">By the clock of the database: when it was created or last embedded.</param>
/// <param name="Vector">Empty while there is none.</param>
public sealed record IndexedTemplate(long Id, DateTime UpdatedAt, string Text, ReadOnlyMemory<float> Vector);

/// <summary>A template and when its row last changed in a way that search sees.</summary>
public readonly record struct TemplateVersion(long Id, DateTime UpdatedAt);

/// <summary>
/// What can be seen of changes in one look: when any template is created or embedded, the count or the sum differs, as long
/// as they are taken from the same <c>since</c>.
/// </summary>
/// <param name="Now">By the clock of the database.</param>
/// <param name="Served">The model whose vectors search compares with; null before there is one.</param>
/// <param name="Count">How many templates were updated at or after <c>since</c>.</param>
/// <param name="Microseconds">The sum of the microseconds from <c>since</c> to their updates.</param>
public sealed record TemplateChanges(DateTime Now, EmbeddingModel? Served, long Count, long Microseconds);

/// <summary>Port: what the in-process index is filled from. Sees all that was committed before a call, by any worker.</summary>
/// <exception cref="StoreUnavailableException">From every method, when the database cannot be used now.</exception>
public interface ITemplateSource
{
    /// <summary>One cheap look at what changed.</summary>
    /// <param name="since">Null to count nothing.</param>
    Task<TemplateChanges> LookAsync(DateTime? since, CancellationToken ct);

    /// <summary>The templates updated at or after a time.</summary>
    Task<IReadOnlyList<TemplateVersion>> UpdatedSinceAsync(DateTime since, CancellationToken ct);

    /// <summary>The next templates by id, at most <paramref name="limit"/>, with their vectors of the model.</summary>
    /// <param name="after">Exclusive.</param>
    Task<IReadOnlyList<IndexedTemplate>> ReadAsync(EmbeddingModel? model, long after, int limit, CancellationToken ct);

    /// <summary>These templates, with their vectors of the model.</summary>
    Task<IReadOnlyList<IndexedTemplate>> ReadAsync(EmbeddingModel? model, IReadOnlyCollection<long> ids, CancellationToken ct);
}
