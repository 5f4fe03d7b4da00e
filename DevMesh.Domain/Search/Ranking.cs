using System.Runtime.InteropServices;

namespace DevMesh.Domain.Search;

/// <summary>Which parts of a search found a log or a template.</summary>
[Flags]
public enum SearchLegs
{
    None = 0,

    /// <summary>The template's vector is near to that of the query.</summary>
    Meaning = 1,

    /// <summary>Words of the query stand in the log or in its template.</summary>
    Words = 2,

    /// <summary>A value of the query stands in the log, or in a log of the template, as it is.</summary>
    Value = 4,
}

/// <summary>What each leg of a search adds to a score.</summary>
/// <param name="Meaning">The template's vector is near to that of the query.</param>
/// <param name="Words">Words of the query stand in the template, or in the log.</param>
/// <param name="Value">Values of the query stand in the log, or in a log of the template.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ScoreParts(double Meaning, double Words, double Value)
{
    public double Sum => Meaning + Words + Value;

    public SearchLegs Legs =>
        (Meaning > 0 ? SearchLegs.Meaning : SearchLegs.None)
        | (Words > 0 ? SearchLegs.Words : SearchLegs.None)
        | (Value > 0 ? SearchLegs.Value : SearchLegs.None);
}

/// <summary>A template's place in the answer to a query.</summary>
/// <param name="VectorRank">From 1; 0 when its vector is not near, or it has none.</param>
/// <param name="WordRank">From 1; 0 when too little of the query stands in it.</param>
/// <param name="ValueShare">The share of the query's values that one of its logs holds, 0 to 1.</param>
/// <param name="VectorWeight">What the vector leg counts beside that of the words.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RankedTemplate(
    long Id, int VectorRank, int WordRank, double ValueShare = 0, double VectorWeight = 1)
{
    public ScoreParts Parts => new(VectorWeight * Ranking.ScoreOf(VectorRank), Ranking.ScoreOf(WordRank), Ranking.ValueWeight * ValueShare);

    public double Score => Parts.Sum;
}

/// <summary>
/// Joins the legs by reciprocal rank (Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion Outperforms Condorcet", SIGIR
/// 2009). Scores of the legs are not comparable, ranks are. A value is no matter of rank: who asks for one wants what holds it,
/// so all of a query's values together count for more than everything else.
/// </summary>
internal static class Ranking
{
    /// <summary>The constant of the fusion.</summary>
    public const int K = 60;

    /// <summary>What the first of a leg gets.</summary>
    public const double Top = 1.0 / (K + 1);

    public const double ValueWeight = 4 * Top;

    public static double ScoreOf(int rank) => rank == 0 ? 0 : 1.0 / (K + rank);

    /// <summary>Best first; equals by id.</summary>
    /// <param name="vectorWeight">What the vector leg counts beside that of the words.</param>
    /// <param name="valueShares">Templates whose logs hold values of the query.</param>
    public static List<RankedTemplate> Fuse(
        IReadOnlyList<long> byVector,
        IReadOnlyList<long> byWords,
        double vectorWeight,
        IReadOnlyDictionary<long, double> valueShares)
    {
        Dictionary<long, RankedTemplate> ranks = new(byVector.Count + byWords.Count);
        for (int i = 0; i < byVector.Count; i++)
        {
            ranks[byVector[i]] = new RankedTemplate(byVector[i], i + 1, WordRank: 0, VectorWeight: vectorWeight);
        }

        for (int i = 0; i < byWords.Count; i++)
        {
            ranks[byWords[i]] = ranks.GetValueOrDefault(byWords[i], new RankedTemplate(byWords[i], 0, 0)) with { WordRank = i + 1 };
        }

        foreach ((long id, double share) in valueShares)
        {
            ranks[id] = ranks.GetValueOrDefault(id, new RankedTemplate(id, 0, 0)) with { ValueShare = share };
        }

        List<RankedTemplate> fused = [.. ranks.Values];
        fused.Sort(static (one, other) =>
            one.Score != other.Score ? other.Score.CompareTo(one.Score) : one.Id.CompareTo(other.Id));
        return fused;
    }
}
