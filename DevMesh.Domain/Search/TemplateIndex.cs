using System.Buffers;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Search.Values;

namespace DevMesh.Domain.Search;

/// <summary>
/// The templates of the fleet in the memory of this process, by vector and by word. Thread-safe: searches read side by side,
/// and wait for the moment in which a batch is taken in. Templates are only ever added.
/// </summary>
/// <param name="maxVectorBytes">What vectors may take in memory; beyond it none is kept.</param>
public sealed class TemplateIndex(long maxVectorBytes = long.MaxValue) : IDisposable
{
    /// <summary>Templates whose cosine is below share nothing but chance with the query, whatever the model.</summary>
    private const float LeastCosine = 0.05f;

    // Of the lexical embedder: below the first it is parts of words that are shared, below the second no more than one of
    // several words, unless the words say otherwise.
    private const float LeastLexicalCosine = 0.15f;
    private const float LeastLexicalCosineAlone = 0.35f;

    // It reads the same words as the other leg, less exactly: it may settle what that leaves open, but not overrule it.
    private const double LexicalWeight = 0.3;

    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<long, int> _slots = [];
    private readonly GrowingList<long> _ids = new();
    private readonly WordIndex _words = new();
    private VectorIndex? _vectors;

    /// <summary>The model that queries must be embedded with; null while there is none.</summary>
    public EmbeddingModel? Model => Volatile.Read(ref _vectors)?.Model;

    /// <summary>Whether it has the vectors of <see cref="Model"/>; else the store must be asked for the nearest.</summary>
    public bool KeepsVectors => Volatile.Read(ref _vectors) is not { IsGivenUp: true };

    /// <summary>How many templates it holds.</summary>
    public int Count => Read(() => _slots.Count);

    /// <summary>How many of them have a vector of <see cref="Model"/>.</summary>
    public int Embedded => Read(() => _vectors?.Count ?? 0);

    internal VectorIndex Vectors(EmbeddingModel model) => new(model, maxVectorBytes);

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

    /// <summary>
    /// The tokens that can only stand in a message, not in a template: no template knows them, or they are made of several
    /// parts with digits among them, as an address or EST-2026-4711.
    /// </summary>
    internal IReadOnlyList<QueryToken> ValuesOf(IReadOnlyList<QueryToken> tokens) => Read(() => tokens.Where(token =>
        token.HasDigit
            ? !token.IsWhole || !token.Words.All(word => _words.Knows(word.Stem))
            : token.Words.Any(word => word.Importance == 1) && !token.Words.All(word => _words.Knows(word.Stem))).ToList());

    /// <summary>The templates that answer a query, best first.</summary>
    /// <param name="vector">The query's vector; null to rank by words alone.</param>
    /// <param name="values">Values of the query, and the templates whose logs hold them.</param>
    /// <param name="candidates">Only these; null for all.</param>
    /// <param name="depth">How many each leg may find.</param>
    internal List<RankedTemplate> Rank(
        SearchQuery query,
        QueryVector? vector,
        QueryValues values,
        IReadOnlySet<long>? candidates,
        int depth) =>
        Read(() =>
        {
            int count = _ids.Count;
            float[] words = ArrayPool<float>.Shared.Rent(count);
            float[] cosines = ArrayPool<float>.Shared.Rent(count);
            bool[] mask = candidates is null ? [] : Mask(candidates);
            try
            {
                Span<float> byWord = words.AsSpan(0, count);
                _words.Score(query.Words, values.Missing, byWord);
                long[] byVector = [];
                if (vector is not null && _vectors is not null && _vectors.Model.Id == vector.Model.Id)
                {
                    Span<float> byCosine = cosines.AsSpan(0, count);
                    ScoreVectors(vector, mask, byCosine);
                    byVector = Best(byCosine, mask, DropChance(vector.Model, byCosine, byWord), depth);
                }

                double weight = IsLexical(vector?.Model) ? LexicalWeight : 1;
                return Ranking.Fuse(byVector, Best(byWord, mask, float.Epsilon, depth), weight, values.Shares);
            }
            finally
            {
                ArrayPool<float>.Shared.Return(words);
                ArrayPool<float>.Shared.Return(cosines);
            }
        });

    public void Dispose() => _lock.Dispose();

    private void ScoreVectors(QueryVector query, bool[] mask, Span<float> scores)
    {
        if (query.Nearest is null)
        {
            _vectors!.Score(query.Values, mask, scores);
            return;
        }

        scores.Clear();
        foreach (Neighbour neighbour in query.Nearest)
        {
            if (_slots.TryGetValue(neighbour.TemplateId, out int slot))
            {
                scores[slot] = neighbour.Cosine;
            }
        }
    }

    private static bool IsLexical(EmbeddingModel? model) => model?.Name == LexicalEmbedder.ModelName;

    /// <summary>Takes out cosines that tell nothing.</summary>
    /// <returns>The least that tells something.</returns>
    private static float DropChance(EmbeddingModel model, Span<float> cosines, ReadOnlySpan<float> words)
    {
        if (!IsLexical(model))
        {
            return LeastCosine;
        }

        for (int i = 0; i < cosines.Length; i++)
        {
            cosines[i] = words[i] > 0 || cosines[i] >= LeastLexicalCosineAlone ? cosines[i] : 0;
        }

        return LeastLexicalCosine;
    }

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

/// <summary>A query's vector.</summary>
/// <param name="Nearest">What the store found near to it; null when the index has the vectors itself.</param>
internal sealed record QueryVector(EmbeddingModel Model, float[] Values, IReadOnlyList<Neighbour>? Nearest = null);
