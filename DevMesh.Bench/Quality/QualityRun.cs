using DevMesh.Domain.Logs;
using DevMesh.Domain.Search;

namespace DevMesh.Bench.Quality;

/// <summary>How well one question was answered.</summary>
/// <param name="Lexical">nDCG@10 of the lexical leg alone; <paramref name="Vector"/> and <paramref name="Fused"/> alike.</param>
/// <param name="Recall">Recall@20 of the fused ranking; null where nothing answers.</param>
/// <param name="Hit">Whether the first log that is answered holds the value asked for; null when none is.</param>
internal sealed record QuestionScore(
    JudgedQuestion Question, double Lexical, double Vector, double Fused, double? Recall, bool? Hit);

/// <summary>Asks the judged questions and scores what is answered.</summary>
internal static class QualityRun
{
    private const int NdcgDepth = 10;
    private const int RecallDepth = 20;
    private const int LogsOfValue = 200;

    /// <returns>A score per question, and the model that the vectors are of.</returns>
    public static async Task<(IReadOnlyList<QuestionScore> Scores, string? Embedder)> RunAsync(
        SampleStore store, IEnumerable<JudgedQuestion> questions, CancellationToken ct)
    {
        List<QuestionScore> scores = [];
        string? embedder = null;
        foreach (JudgedQuestion question in questions)
        {
            Dictionary<long, int> gains = store.Messages.ToDictionary(pair => pair.Key, pair => pair.Value.Max(question.GainOf));
            RankedQuery ranked = await store.Ranker.RankAsync(question.Text, LogFilter.None, novelSince: null, position: null, LogsOfValue, ct);
            embedder ??= ranked.Embedder;
            double Score(IEnumerable<RankedTemplate> templates) =>
                Metrics.Ndcg([.. templates.Select(template => gains[template.Id])], gains.Values, NdcgDepth);
            scores.Add(new QuestionScore(
                question,
                Score(ranked.Templates.Where(IsLexical).OrderByDescending(each => each.Parts.Words + each.Parts.Value)),
                Score(ranked.Templates.Where(each => each.VectorRank > 0).OrderBy(each => each.VectorRank)),
                Score(ranked.Templates),
                Metrics.Recall([.. ranked.Templates.Select(template => gains[template.Id])], gains.Values, RecallDepth),
                question.Value is null ? null : await HitAsync(store, question, ct)));
        }

        return (scores, embedder);
    }

    /// <summary>The lexical leg finds words and values.</summary>
    private static bool IsLexical(RankedTemplate template) => template.WordRank > 0 || template.ValueShare > 0;

    private static async Task<bool> HitAsync(SampleStore store, JudgedQuestion question, CancellationToken ct)
    {
        LogSearchResult result = await store.LogSearch.SearchAsync(new LogSearchRequest(question.Text, LogFilter.None, Limit: 1), ct);
        return result.Results.Any(found => found.Log.Message.Contains(question.Value!, StringComparison.Ordinal));
    }
}
