using DevMesh.Domain.Canonicalization;

namespace DevMesh.Domain.Templates;

/// <summary>A template that is to exist: a canonical text and its key, and when it was seen.</summary>
public sealed record NewTemplate(CanonHash Hash, string Text, int CanonVersion, DateTime FirstSeen, DateTime LastSeen)
{
    /// <summary>The name of foreign rules that made it, in place of a version.</summary>
    public string? ForeignRules { get; init; }

    /// <summary>As it is stored.</summary>
    public string VersionText => ForeignRules ?? CanonVersion.ToString();
}

/// <summary>A template as it is stored. Its text never changes.</summary>
/// <param name="CanonVersion">A number, or the name of foreign rules whose templates were taken over.</param>
/// <param name="EmbeddingModel">The model whose vector is served; null until one is.</param>
public sealed record Template(
    long Id,
    string Text,
    CanonHash Hash,
    string CanonVersion,
    string? EmbeddingModel,
    int? EmbeddingDim,
    DateTime FirstSeen,
    DateTime LastSeen,
    DateTime CreatedAt,
    DateTime UpdatedAt);
