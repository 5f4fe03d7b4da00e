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

    /// <summary>Writes scores, one per slot, zero where none of the words stands.</summary>
    public void Score(IReadOnlyList<QueryWord> query, Span<float> scores)
    {
        scores.Clear();
        float averageLength = Math.Max(1, (float)_totalLength / Math.Max(1, _lengths.Count));
        ReadOnlySpan<ushort> lengths = _lengths.Items;
        foreach (QueryWord word in query)
        {
            if (!_postings.TryGetValue(word.Stem, out GrowingList<Posting>? postings))
            {
                continue;
            }

            float weight = Weight(word.Stem) * word.Importance * (Saturation + 1);
            foreach (Posting posting in postings.Items)
            {
                float norm = Saturation * (1 - LengthShare + (LengthShare * lengths[posting.Slot] / averageLength));
                scores[posting.Slot] += weight * posting.Count / (posting.Count + norm);
            }
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Posting(int Slot, int Count);
}
