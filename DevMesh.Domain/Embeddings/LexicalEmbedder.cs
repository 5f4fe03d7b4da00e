using System.Buffers;

namespace DevMesh.Domain.Embeddings;

/// <summary>
/// Vectors without a model: hashed words, pairs of words and character 3- to 5-grams of a text, each with a weight and the
/// square root of its count, on a dimension and with a sign that its hash chooses, then brought to length 1. The cosine of
/// two texts is about their weighted overlap. The same text has the same vector, bit for bit, in every process and on every
/// machine; a query goes through the same function as a template.
/// Feature hashing: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009.
/// </summary>
/// <param name="dimension">At least 1; the fewer, the more features collide.</param>
public sealed class LexicalEmbedder(int dimension = LexicalEmbedder.DefaultDimension) : IEmbedder
{
    public const string ModelName = "lexical-1";

    public const int DefaultDimension = 4096;

    /// <summary>Of a longer text only the beginning is embedded; this is chunk version 1.</summary>
    public const int MaxCharacters = 4096;

    // Rarely more than this many features; longer texts rent more.
    private const int InitialFeatures = 1024;
    private const ulong KindMask = 7;

    private static readonly float[] Weights = MakeWeights();

    private enum Feature : ulong
    {
        Word = WordKind.Word,
        Common = WordKind.Common,
        Number = WordKind.Number,
        Placeholder = WordKind.Placeholder,
        WholeRun,
        Pair,
        Gram,
        Nothing,
    }

    public EmbedderKind Kind => EmbedderKind.Embedded;

    public string Model => ModelName;

    public int Dimension { get; } = dimension >= 1
        ? dimension
        : throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "At least 1.");

    public int ChunkVersion => 1;

    public Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken ct)
    {
        var vectors = new float[texts.Count][];
        for (int i = 0; i < vectors.Length; i++)
        {
            ct.ThrowIfCancellationRequested();
            vectors[i] = Embed(texts[i]);
        }

        return Task.FromResult<IReadOnlyList<float[]>>(vectors);
    }

    /// <summary>The vector of one text. A text without any word has one too, the same for all of them.</summary>
    public float[] Embed(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxCharacters)
        {
            text = text[..MaxCharacters];
        }

        ulong[] features = ArrayPool<ulong>.Shared.Rent(InitialFeatures);
        int count = Collect(text, ref features);
        float[] vector = Weigh(features.AsSpan(0, count));
        ArrayPool<ulong>.Shared.Return(features);
        return vector;
    }

    private static int Collect(ReadOnlySpan<char> text, ref ulong[] features)
    {
        var words = new WordReader(text, stackalloc char[WordReader.ScratchSize]);
        int count = 0;
        ulong previous = 0;
        while (words.Read())
        {
            // One word gives itself, a pair and three lengths of grams.
            if (count + 2 + (3 * (WordReader.MaxLength + 2)) > features.Length)
            {
                Grow(ref features);
            }

            ulong word = StableHash.Of(words.Stem);
            features[count++] = Tag(word, words.IsWhole ? Feature.WholeRun : (Feature)words.Kind);
            if (words.IsWhole || words.Kind is WordKind.Placeholder)
            {
                continue; // a pair reaches over a placeholder
            }

            if (previous != 0)
            {
                features[count++] = Tag(StableHash.OfPair(previous, word), Feature.Pair);
            }

            previous = word;
            if (words.Kind is WordKind.Word)
            {
                count = AddGrams(words.Word, features, count);
            }
        }

        if (count == 0)
        {
            features[count++] = Tag(0, Feature.Nothing);
        }

        return count;
    }

    private static int AddGrams(ReadOnlySpan<char> word, ulong[] features, int count)
    {
        Span<char> bounded = stackalloc char[WordReader.MaxLength + 2];
        bounded = bounded[..(word.Length + 2)];
        bounded[0] = '^';
        word.CopyTo(bounded[1..]);
        bounded[^1] = '$';
        for (int size = 3; size <= 5; size++)
        {
            for (int start = 0; start + size <= bounded.Length; start++)
            {
                features[count++] = Tag(StableHash.Of(bounded.Slice(start, size), seed: 1), Feature.Gram);
            }
        }

        return count;
    }

    /// <summary>Adds up in sorted order, in scalar arithmetic, so that no machine rounds differently.</summary>
    private float[] Weigh(Span<ulong> features)
    {
        features.Sort();
        var vector = new float[Dimension];
        for (int start = 0; start < features.Length;)
        {
            ulong feature = features[start];
            int end = start + 1;
            while (end < features.Length && features[end] == feature)
            {
                end++;
            }

            float weight = Weights[feature & KindMask] * MathF.Sqrt(end - start);
            int place = (int)(((feature >> 32) * (ulong)Dimension) >> 32);
            vector[place] += (feature & (KindMask + 1)) == 0 ? weight : -weight;
            start = end;
        }

        double squares = 0;
        foreach (float each in vector)
        {
            squares += (double)each * each;
        }

        if (squares == 0)
        {
            vector[0] = 1; // every feature met its opposite
            return vector;
        }

        float scale = (float)(1 / Math.Sqrt(squares));
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] *= scale;
        }

        return vector;
    }

    private static ulong Tag(ulong hash, Feature kind) => (hash & ~KindMask) | (ulong)kind;

    private static void Grow(ref ulong[] features)
    {
        ulong[] larger = ArrayPool<ulong>.Shared.Rent(features.Length * 2);
        features.CopyTo(larger, 0);
        ArrayPool<ulong>.Shared.Return(features);
        features = larger;
    }

    /// <summary>
    /// Words lead, pairs follow, grams help where a word is written a little differently: a word of eight letters has 21,
    /// whose energy (the sum of squares) is half of the word's own.
    /// </summary>
    private static float[] MakeWeights()
    {
        var weights = new float[KindMask + 1];
        weights[(int)Feature.Word] = 1;
        weights[(int)Feature.WholeRun] = 0.5f;
        weights[(int)Feature.Pair] = 0.5f;
        weights[(int)Feature.Number] = 0.4f;
        weights[(int)Feature.Gram] = 0.15f;
        weights[(int)Feature.Common] = 0.15f;
        weights[(int)Feature.Placeholder] = 0.05f;
        weights[(int)Feature.Nothing] = 1;
        return weights;
    }
}
