using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Backfill;

/// <summary>A text that lacks a vector.</summary>
public readonly record struct UnembeddedText(long Id, string Text);

/// <param name="LastId">The last id looked at, from which the next call goes on; null when there was none left.</param>
public sealed record UnembeddedTexts(IReadOnlyList<UnembeddedText> Texts, long? LastId);

/// <summary>Something whose texts are given vectors: templates, or logs.</summary>
/// <exception cref="StoreUnavailableException">From every method, when the database cannot be used now.</exception>
public interface IVectorFill
{
    /// <summary>Names its cursor.</summary>
    string Name { get; }

    /// <summary>How many of those with an id above <paramref name="after"/> lack a vector.</summary>
    Task<long> CountAsync(EmbeddingModel model, long after, CancellationToken ct);

    /// <summary>Those without a vector, by id, of those with an id above <paramref name="after"/>.</summary>
    /// <param name="scan">How many to look at; at least 1.</param>
    Task<UnembeddedTexts> LackingAsync(EmbeddingModel model, long after, int scan, CancellationToken ct);

    /// <summary>Embeds and stores them. Safe to repeat: what has a vector keeps it.</summary>
    /// <returns>How many vectors were new.</returns>
    /// <exception cref="EmbeddingUnavailableException">The model cannot be used now, or refuses a text.</exception>
    Task<int> EmbedAsync(EmbeddingModel model, IReadOnlyList<UnembeddedText> texts, CancellationToken ct);
}
