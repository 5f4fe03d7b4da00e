using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Search;

/// <summary>
/// The score of a log: what its template's ranks give, then up to as much as a first rank for the share of the query's words
/// that stand in the log, by weight, and up to twice that for the share of its values. The words of the node and the service
/// count as words of the log.
/// </summary>
internal sealed class LogScorer
{
    private const int MaxCharacters = 4096;
    private const double ValueWeight = 2 * Ranking.Top;

    private readonly Dictionary<long, RankedTemplate> _templates;
    private readonly Dictionary<ulong, float> _weights = [];
    private readonly float _totalWeight;

    public LogScorer(RankedQuery ranked, TemplateIndex index)
    {
        _templates = ranked.Templates.ToDictionary(template => template.Id);
        IReadOnlyList<QueryWord> words = ranked.Query.Words;
        float[] weights = index.WeightsOf(words);
        for (int i = 0; i < weights.Length; i++)
        {
            _weights.Add(words[i].Stem, weights[i]);
            _totalWeight += weights[i];
        }

        Tokens = ranked.Query.Tokens;
        Values = [.. Tokens.Where(token => token.HasDigit || (token.Words.Any(word => word.Importance == 1) && !index.Knows(token)))];
    }

    public IReadOnlyList<QueryToken> Tokens { get; }

    /// <summary>Tokens that can only stand in a message, not in a template: they hold a digit, or no template knows them.</summary>
    public IReadOnlyList<QueryToken> Values { get; }

    public FoundLog Score(LogEvent log)
    {
        RankedTemplate template = log.TemplateId is long id ? _templates.GetValueOrDefault(id) : default;
        double words = WordShare(log);
        int held = Values.Count(value => Holds(log, value));
        SearchLegs legs = (template.VectorRank > 0 ? SearchLegs.Meaning : SearchLegs.None)
            | (template.WordRank > 0 || words > 0 ? SearchLegs.Words : SearchLegs.None)
            | (held > 0 ? SearchLegs.Value : SearchLegs.None);
        double score = template.Score + (words * Ranking.Top)
            + (Values.Count == 0 ? 0 : ValueWeight * held / Values.Count);
        return new FoundLog(log, score, legs);
    }

    /// <summary>The most that a log of this template can get, unless it holds a value: those are looked for by themselves.</summary>
    public double MostOf(RankedTemplate template) => template.Score + (_totalWeight > 0 ? Ranking.Top : 0);

    /// <summary>Whether the token stands in the log, as it is or in another form of its words.</summary>
    public bool Says(LogEvent log, QueryToken token) =>
        Holds(log, token) || (token.Words.Count > 0 && token.Words.All(word => StemsOf(log).Contains(word.Stem)));

    private static bool Holds(LogEvent log, QueryToken token) =>
        log.Message.Contains(token.Text, StringComparison.OrdinalIgnoreCase);

    private double WordShare(LogEvent log)
    {
        if (_totalWeight <= 0)
        {
            return 0;
        }

        float held = 0;
        foreach (ulong stem in StemsOf(log))
        {
            held += _weights[stem];
        }

        return Math.Min(1, held / _totalWeight);
    }

    /// <summary>The stems of the query that stand in the log.</summary>
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
            if (_weights.ContainsKey(stem))
            {
                seen.Add(stem);
            }
        }
    }
}
