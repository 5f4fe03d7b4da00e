namespace DevMesh.Bench.Quality;

/// <summary>How good a ranking is, from the gains of what it ranks.</summary>
internal static class Metrics
{
    /// <summary>
    /// Discounted gain of the first <paramref name="depth"/> over that of the best order (Järvelin and Kekäläinen, 2002).
    /// Where nothing answers, the best ranking is the empty one: the end of the list counts as the only right result, at
    /// the place after the last one (Liu, Moffat, Baldwin and Zhang, "Quit While Ahead", SIGIR 2016).
    /// </summary>
    /// <param name="ranked">Gains in the order of the ranking.</param>
    /// <param name="all">The gains of all there are, in any order.</param>
    public static double Ndcg(IReadOnlyList<int> ranked, IEnumerable<int> all, int depth)
    {
        double ideal = Dcg(all.Where(gain => gain > 0).OrderDescending().Take(depth));
        if (ideal > 0)
        {
            return Dcg(ranked.Take(depth)) / ideal;
        }

        return ranked.Count < depth ? 1 / Math.Log2(ranked.Count + 2) : 0;
    }

    /// <summary>The share of what answers that stands among the first <paramref name="depth"/>, at most as many as fit there.</summary>
    /// <returns>Null where nothing answers.</returns>
    public static double? Recall(IReadOnlyList<int> ranked, IEnumerable<int> all, int depth)
    {
        int answers = all.Count(gain => gain > 0);
        return answers == 0 ? null : (double)ranked.Take(depth).Count(gain => gain > 0) / Math.Min(depth, answers);
    }

    private static double Dcg(IEnumerable<int> gains) => gains.Select((gain, i) => gain / Math.Log2(i + 2)).Sum();
}
