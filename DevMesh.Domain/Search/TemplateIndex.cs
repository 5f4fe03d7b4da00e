using System.Buffers;
using DevMesh.Domain.Embeddings;

namespace DevMesh.Domain.Search;

/// <summary>
/// The templates of the fleet in the memory of this process, by vector and by word. Thread-safe: searches read side by side,
/// and wait for the moment in which a batch is taken in. Templates are only ever added.
/// </summary>
public sealed class TemplateIndex : IDisposable
{
    /// <summary>
    /// Templates whose cosine is below share nothing but chance with the query: random texts stay within 1/√4096 = 0.016.
    /// </summary>
    public const float LeastCosine = 0.05f;

    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<long, int> _slots = [];
    private readonly GrowingList<long> _ids = new();
    private readonly WordIndex _words = new();
    private VectorIndex? _vectors;

    /// <summary>The model that queries must be embedded with; null while there is none.</summary>
    public EmbeddingModel? Model => Volatile.Read(ref _vectors)?.Model;

    /// <summary>How many templates it holds.</summary>
    public int Count => Read(() => _slots.Count);

    /// <summary>How many of them have a vector of <see cref="Model"/>.</summary>
    public int Embedded => Read(() => _vectors?.Count ?? 0);

    /// <summary>Compares with the vectors of another model from now on.</summary>
    internal void Serve(VectorIndex vectors) => Write(() => Volatile.Write(ref _vectors, vectors));

    /// <summary>Takes in what it does not hold yet. Vectors are of <paramref name="model"/>, others are ignored.</summary>
    internal void Add(IReadOnlyList<IndexedTemplate> templates, EmbeddingModel? model) => Write(() =>
    {
        foreach (IndexedTemplate template in templates)
        {
            int slot = AddText(template);
            if (_vectors is not null && _vectors.Model.Id == model?.Id)
            {
                _vectors.Add(slot, template.Vector.Span);
            }
        }
    });

    /// <summary>Takes in templates with their vectors for a model that is to be served next.</summary>
    internal void AddTo(VectorIndex next, IReadOnlyList<IndexedTemplate> templates) => Write(() =>
    {
        foreach (IndexedTemplate template in templates)
        {
            next.Add(AddText(template), template.Vector.Span);
        }
    });

    /// <summary>How much each word tells; see <see cref="WordIndex.Weight"/>.</summary>
    internal float[] WeightsOf(IReadOnlyList<QueryWord> words) =>
        Read(() => words.Select(word => _words.Weight(word.Stem) * word.Importance).ToArray());

    /// <summary>True when every word of the token stands in some template.</summary>
    internal bool Knows(QueryToken token) => Read(() => token.Words.Count > 0 && token.Words.All(word => _words.Knows(word.Stem)));

    /// <summary>The templates that answer a query, best first.</summary>
    /// <param name="embedding">The query's vector and its model; null to rank by words alone.</param>
    /// <param name="candidates">Only these; null for all.</param>
    /// <param name="depth">How many each leg may find.</param>
    internal List<RankedTemplate> Rank(
        SearchQuery query, (EmbeddingModel Model, float[] Vector)? embedding, IReadOnlySet<long>? candidates, int depth) =>
        Read(() =>
        {
            int count = _ids.Count;
            float[] scores = ArrayPool<float>.Shared.Rent(count);
            bool[] mask = candidates is null ? [] : Mask(candidates);
            try
            {
                Span<float> used = scores.AsSpan(0, count);
                long[] byVector = [];
                if (embedding is { } given && _vectors is not null && _vectors.Model.Id == given.Model.Id)
                {
                    _vectors.Score(given.Vector, mask, used);
                    byVector = Best(used, mask, LeastCosine, depth);
                }

                _words.Score(query.Words, used);
                return Ranking.Fuse(byVector, Best(used, mask, float.Epsilon, depth));
            }
            finally
            {
                ArrayPool<float>.Shared.Return(scores);
            }
        });

    public void Dispose() => _lock.Dispose();

    private int AddText(IndexedTemplate template)
    {
        if (!_slots.TryGetValue(template.Id, out int slot))
        {
            slot = _ids.Count;
            _words.Add(slot, template.Text);
            _slots.Add(template.Id, slot);
            _ids.Add(template.Id);
        }

        return slot;
    }

    private bool[] Mask(IReadOnlySet<long> candidates)
    {
        bool[] mask = new bool[_ids.Count];
        foreach (long id in candidates)
        {
            if (_slots.TryGetValue(id, out int slot))
            {
                mask[slot] = true;
            }
        }

        return mask;
    }

    /// <summary>The ids of the highest scores of at least <paramref name="least"/>, highest first; equals by id.</summary>
    private long[] Best(ReadOnlySpan<float> scores, bool[] mask, float least, int depth)
    {
        ulong[] found = ArrayPool<ulong>.Shared.Rent(scores.Length);
        int count = 0;
        for (int slot = 0; slot < scores.Length; slot++)
        {
            if (scores[slot] >= least && (mask.Length == 0 || mask[slot]))
            {
                // The bits of positive floats sort like the floats; turned over, the highest comes first.
                found[count++] = ((ulong)~BitConverter.SingleToUInt32Bits(scores[slot]) << 32) | (uint)slot;
            }
        }

        Span<ulong> sorted = found.AsSpan(0, count);
        sorted.Sort();
        long[] best = new long[Math.Min(count, depth)];
        int start = 0;
        for (int i = 0; i < best.Length; i++)
        {
            best[i] = _ids.Items[(int)(uint)sorted[i]];
            if (sorted[i] >> 32 != sorted[start] >> 32)
            {
                Array.Sort(best, start, i - start);
                start = i;
            }
        }

        Array.Sort(best, start, best.Length - start);
        ArrayPool<ulong>.Shared.Return(found);
        return best;
    }

    private T Read<T>(Func<T> work)
    {
        _lock.EnterReadLock();
        try
        {
            return work();
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    private void Write(Action work)
    {
        _lock.EnterWriteLock();
        try
        {
            work();
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }
}
