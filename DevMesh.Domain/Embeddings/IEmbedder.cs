using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Embeddings;

/// <summary>Where an embedder runs, which decides whether ingest may wait for it.</summary>
public enum EmbedderKind
{
    /// <summary>In this process, in microseconds: a new template's vector is stored before ingest answers.</summary>
    Embedded,

    /// <summary>Behind the gateway: a new template's vector is stored after ingest answered.</summary>
    Remote,
}

/// <summary>Port: texts to vectors of one model. Implementations are thread-safe.</summary>
public interface IEmbedder
{
    EmbedderKind Kind { get; }

    /// <summary>The model's name; vectors of two models are never compared.</summary>
    string Model { get; }

    /// <summary>The length of each vector.</summary>
    int Dimension { get; }

    /// <summary>The version of the rule that cuts over-long texts before they are embedded.</summary>
    int ChunkVersion { get; }

    /// <summary>One vector per text, in order, each of length 1 (Euclidean) and <see cref="Dimension"/> long.</summary>
    /// <exception cref="EmbeddingUnavailableException">The model cannot be reached or answered nonsense; try later.</exception>
    Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken ct);
}
