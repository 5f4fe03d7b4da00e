using DevMesh.Domain.Embeddings;

namespace DevMesh.Domain.Search;

/// <summary>
/// The vectors of one model by slot. Each is kept in the form that is read faster. When they take more memory than they may,
/// all are given up, and the store has to be searched instead.
/// </summary>
/// <param name="maxBytes">What the vectors may take.</param>
internal sealed class VectorIndex(EmbeddingModel model, long maxBytes = long.MaxValue)
{
    private const int BytesBeside = 16; // slot, scale and room to grow

    private SparseVectors _sparse = new(model.Dimension);
    private DenseVectors _dense = new(model.Dimension);
    private readonly HashSet<int> _slots = [];

    public EmbeddingModel Model { get; } = model;

    public int Count => _slots.Count;

    /// <summary>About what the vectors take in memory.</summary>
    public long Bytes { get; private set; }

    /// <summary>The vectors took more memory than they may, and none is kept.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>Takes a vector in. A slot's second vector is ignored: the text of a template never changes.</summary>
    public void Add(int slot, ReadOnlySpan<float> vector)
    {
        if (IsGivenUp || vector.Length != Model.Dimension || !_slots.Add(slot))
        {
            return;
        }

        // A sparse entry takes four bytes, a dense one takes one.
        int nonZero = vector.Length - vector.Count(0f);
        Bytes += BytesBeside + Math.Min(nonZero * 4, vector.Length);
        if (Bytes > maxBytes)
        {
            IsGivenUp = true;
            Bytes = 0;
            (_sparse, _dense) = (new SparseVectors(1), new DenseVectors(1));
            _slots.Clear();
        }
        else if (nonZero * 4 < vector.Length)
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
