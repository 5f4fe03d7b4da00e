using DevMesh.Domain.Embeddings;

namespace DevMesh.Domain.Search;

/// <summary>The vectors of one model by slot. Each is kept in the form that is read faster.</summary>
internal sealed class VectorIndex(EmbeddingModel model)
{
    private readonly SparseVectors _sparse = new(model.Dimension);
    private readonly DenseVectors _dense = new(model.Dimension);
    private readonly HashSet<int> _slots = [];

    public EmbeddingModel Model { get; } = model;

    public int Count => _slots.Count;

    /// <summary>Takes a vector in. A slot's second vector is ignored: the text of a template never changes.</summary>
    public void Add(int slot, ReadOnlySpan<float> vector)
    {
        if (vector.Length != Model.Dimension || !_slots.Add(slot))
        {
            return;
        }

        // A sparse entry takes four bytes, a dense one takes one.
        int nonZero = vector.Length - vector.Count(0f);
        if (nonZero * 4 < vector.Length)
        {
            _sparse.Add(slot, vector);
        }
        else
        {
            _dense.Add(slot, vector);
        }
    }

    /// <summary>Writes cosines into <paramref name="scores"/>, one per slot, zero where there is no vector.</summary>
    /// <param name="candidates">Empty for all, else one entry per slot; others may be scored or not.</param>
    public void Score(ReadOnlySpan<float> query, ReadOnlySpan<bool> candidates, Span<float> scores)
    {
        scores.Clear();
        _sparse.Score(query, scores);
        _dense.Score(query, candidates, scores);
    }
}
