using System.Numerics.Tensors;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search.Values;

namespace DevMesh.Domain.Search;

/// <summary>
/// The score of a log: what its template's ranks give, then up to as much as a first rank for the share of the query's words
/// that stand in the log, by weight, and up to twice that for the share of its values. The words of the node and the service
/// count as words of the log.
/// </summary>
internal sealed class LogScorer
{
    private const int MaxCharacters = 4096;
    private const int MaxWords = 128;

    private readonly Dictionary<long, RankedTemplate> _templates;
    private readonly Dictionary<ulong, (int Word, float Share)> _stems = [];
    private readonly float[] _weights;
    private readonly float _totalWeight;
    private readonly IReadOnlyList<QueryToken> _values;

    public LogScorer(RankedQuery ranked, TemplateIndex index)
    {
        _templates = ranked.Templates.ToDictionary(template => template.Id);
        _values = ranked.Values.Tokens;
        IReadOnlyList<QueryWord> words = ranked.Query.Words;
        _weights = index.WeightsOf(words);
        _totalWeight = _weights.Sum();
        for (int i = 0; i < words.Count; i++)
        {
            _stems[words[i].Stem] = (i, 1);
            foreach (ulong other in words[i].Others)
            {
                _stems.TryAdd(other, (i, QueryWord.OtherShare));
            }
        }
    }

    public FoundLog Score(LogEvent log)
    {
        ScoreParts template = log.TemplateId is long id ? _templates.GetValueOrDefault(id).Parts : default;
        int held = _values.Count(value => QueryValues.IsIn(value, log));
        return new FoundLog(log, new ScoreParts(
            template.Meaning,
            template.Words + (WordShare(log) * Ranking.Top),
            held == 0 ? 0 : Ranking.ValueWeight * held / _values.Count));
    }

    /// <summary>The most that a log of this template can get, unless it holds a value: those are looked for by themselves.</summary>
    public double MostOf(RankedTemplate template) =>
        template.Parts.Meaning + template.Parts.Words + (_totalWeight > 0 ? Ranking.Top : 0);

    /// <summary>Whether the token stands in the log, as it is or in another form of its words.</summary>
    public bool Says(LogEvent log, QueryToken token) =>
        QueryValues.IsIn(token, log) || (token.Words.Count > 0 && token.Words.All(word => StemsOf(log).Contains(word.Stem)));

    private double WordShare(LogEvent log)
    {
        if (_totalWeight <= 0)
        {
            return 0;
        }

        Span<float> shares = stackalloc float[Math.Min(_weights.Length, MaxWords)];
        shares.Clear();
        foreach (ulong stem in StemsOf(log))
        {
            (int word, float share) = _stems[stem];
            if (word < shares.Length)
            {
                shares[word] = Math.Max(shares[word], share);
            }
        }

        return Math.Min(1, TensorPrimitives.Dot(shares, _weights.AsSpan(0, shares.Length)) / _totalWeight);
    }

    /// <summary>The stems of the query, or of words that mean the same, that stand in the log.</summary>
    private HashSet<ulong> StemsOf(LogEvent log)
    {
        HashSet<ulong> seen = [];
        Collect(log.Message.AsSpan(0, Math.Min(log.Message.Length, MaxCharacters)), seen);
        Collect(log.Service, seen);
        Collect(log.Node, seen);
        return seen;
    }

    private void Collect(ReadOnlySpan<char> text, HashSet<ulong> seen)
    {
        var words = new WordReader(text, stackalloc char[WordReader.ScratchSize]);
        while (words.Read())
        {
            ulong stem = StableHash.Of(words.Stem);
            if (_stems.ContainsKey(stem))
            {
                seen.Add(stem);
            }
        }
    }
}
