using System.Runtime.InteropServices;

namespace DevMesh.Domain.Search;

/// <summary>A template's place in the answer to a query.</summary>
/// <param name="Score">The sum of 1 / (60 + rank) over the legs that found it.</param>
/// <param name="VectorRank">From 1; 0 when its vector is not near, or it has none.</param>
/// <param name="WordRank">From 1; 0 when none of the query's words stands in it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RankedTemplate(long Id, double Score, int VectorRank, int WordRank);

/// <summary>
/// Joins the two legs by reciprocal rank (Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion Outperforms Condorcet", SIGIR
/// 2009). Scores of the legs are not comparable, ranks are.
/// </summary>
internal static class Ranking
{
    /// <summary>The constant of the fusion.</summary>
    public const int K = 60;

    /// <summary>What the first of a leg gets.</summary>
    public const double Top = 1.0 / (K + 1);

    public static double ScoreOf(int rank) => rank == 0 ? 0 : 1.0 / (K + rank);

    /// <summary>Best first; equals by id.</summary>
    public static List<RankedTemplate> Fuse(IReadOnlyList<long> byVector, IReadOnlyList<long> byWords)
    {
        Dictionary<long, (int Vector, int Word)> ranks = new(byVector.Count + byWords.Count);
        for (int i = 0; i < byVector.Count; i++)
        {
            ranks[byVector[i]] = (i + 1, 0);
        }

        for (int i = 0; i < byWords.Count; i++)
        {
            ranks[byWords[i]] = (ranks.GetValueOrDefault(byWords[i]).Vector, i + 1);
        }

        List<RankedTemplate> fused = new(ranks.Count);
        foreach ((long id, (int vector, int word)) in ranks)
        {
            fused.Add(new RankedTemplate(id, ScoreOf(vector) + ScoreOf(word), vector, word));
        }

        fused.Sort(static (one, other) =>
            one.Score != other.Score ? other.Score.CompareTo(one.Score) : one.Id.CompareTo(other.Id));
        return fused;
    }
}
