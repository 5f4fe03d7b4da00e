using System.Buffers;
using System.Runtime.InteropServices;
using DevMesh.Domain.Embeddings;

namespace DevMesh.Domain.Search;

/// <summary>
/// An inverted index over the words of templates, by stem. Scores by BM25 (Robertson and Zaragoza, "The Probabilistic
/// Relevance Framework: BM25 and Beyond", 2009). Stems are kept as 64-bit hashes.
/// </summary>
internal sealed class WordIndex
{
    private const float Saturation = 1.2f; // k1: how soon more of the same word stops counting
    private const float LengthShare = 0.5f; // b: how much a long template is held back
    private const float LeastCovered = 0.25f; // of the weight of all words
    private const float OtherCovers = 0.7f; // of a word's weight, when another stands that means the same

    private readonly Dictionary<ulong, GrowingList<Posting>> _postings = [];
    private readonly GrowingList<ushort> _lengths = new();
    private long _totalLength;

    public void Add(int slot, ReadOnlySpan<char> text)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(slot, _lengths.Count);
        Dictionary<ulong, int> counts = [];
        int length = 0;
        var words = new WordReader(text, stackalloc char[WordReader.ScratchSize]);
        while (words.Read())
        {
            if (words.Kind is WordKind.Placeholder)
            {
                continue;
            }

            ulong stem = StableHash.Of(words.Stem);
            counts[stem] = counts.GetValueOrDefault(stem) + 1;
            length++;
        }

        foreach ((ulong stem, int count) in counts)
        {
            if (!_postings.TryGetValue(stem, out GrowingList<Posting>? postings))
            {
                _postings.Add(stem, postings = new GrowingList<Posting>());
            }

            postings.Add(new Posting(slot, count));
        }

        _lengths.Add((ushort)Math.Min(length, ushort.MaxValue));
        _totalLength += length;
    }

    public bool Knows(ulong stem) => _postings.ContainsKey(stem);

    /// <summary>How much a word tells, by how few templates have it; highest for a word that none has.</summary>
    public float Weight(ulong stem)
    {
        int count = _postings.TryGetValue(stem, out GrowingList<Posting>? postings) ? postings.Count : 0;
        return MathF.Log(1 + ((_lengths.Count - count + 0.5f) / (count + 0.5f)));
    }

    /// <summary>
    /// Writes scores, one per slot, zero where too little of the query stands. A template that has one word of many is no
    /// answer, unless that word tells more than the others together.
    /// </summary>
    /// <param name="unknown">How many more things the query asks for that no template has.</param>
    public void Score(IReadOnlyList<QueryWord> query, int unknown, Span<float> scores)
    {
        scores.Clear();
        float[] covered = ArrayPool<float>.Shared.Rent(scores.Length);
        Hits hits = new(scores.Length);
        covered.AsSpan(0, scores.Length).Clear();
        float whole = unknown * Weight(0);
        foreach (QueryWord word in query)
        {
            float weight = Weight(word.Stem) * word.Importance;
            whole += weight;
            Collect(word.Stem, word.Importance, share: 1, covers: 1, hits);
            foreach (ulong other in word.Others)
            {
                Collect(other, word.Importance, QueryWord.OtherShare, OtherCovers, hits);
            }

            hits.AddTo(scores, covered, weight);
        }

        for (int slot = 0; slot < scores.Length; slot++)
        {
            scores[slot] = covered[slot] >= LeastCovered * whole ? scores[slot] : 0;
        }

        ArrayPool<float>.Shared.Return(covered);
        hits.Dispose();
    }

    private void Collect(ulong stem, float importance, float share, float covers, Hits hits)
    {
        if (!_postings.TryGetValue(stem, out GrowingList<Posting>? postings))
        {
            return;
        }

        float averageLength = Math.Max(1, (float)_totalLength / Math.Max(1, _lengths.Count));
        ReadOnlySpan<ushort> lengths = _lengths.Items;
        float weight = Weight(stem) * importance * share * (Saturation + 1);
        foreach (Posting posting in postings.Items)
        {
            float norm = Saturation * (1 - LengthShare + (LengthShare * lengths[posting.Slot] / averageLength));
            hits.Add(posting.Slot, weight * posting.Count / (posting.Count + norm), covers);
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Posting(int Slot, int Count);

    /// <summary>The slots that one word of a query hits, by itself or by words that mean the same: the best hit counts.</summary>
    private sealed class Hits(int count) : IDisposable
    {
        private readonly float[] _best = Cleared(count);
        private readonly float[] _covers = Cleared(count);
        private readonly GrowingList<int> _slots = new();

        public void Add(int slot, float score, float covers)
        {
            if (_best[slot] == 0)
            {
                _slots.Add(slot);
            }

            _best[slot] = Math.Max(_best[slot], score);
            _covers[slot] = Math.Max(_covers[slot], covers);
        }

        /// <summary>Adds the hits to the scores, and forgets them.</summary>
        public void AddTo(Span<float> scores, Span<float> covered, float weight)
        {
            foreach (int slot in _slots.Items)
            {
                scores[slot] += _best[slot];
                covered[slot] += _covers[slot] * weight;
                _best[slot] = _covers[slot] = 0;
            }

            _slots.Clear();
        }

        public void Dispose()
        {
            ArrayPool<float>.Shared.Return(_best);
            ArrayPool<float>.Shared.Return(_covers);
        }

        private static float[] Cleared(int count)
        {
            float[] array = ArrayPool<float>.Shared.Rent(count);
            array.AsSpan(0, count).Clear();
            return array;
        }
    }
}
