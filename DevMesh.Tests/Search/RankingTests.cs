using DevMesh.Domain.Search;

namespace DevMesh.Tests.Search;

public sealed class RankingTests
{
    [Fact]
    public void Scores_add_up_reciprocal_ranks()
    {
        List<RankedTemplate> fused = Ranking.Fuse([7, 8], [8, 9]);
        Assert.Equal([8, 7, 9], fused.Select(each => each.Id));
        Assert.Equal((1.0 / 62) + (1.0 / 61), fused[0].Score, 12);
        Assert.Equal((1, 0), (fused[1].VectorRank, fused[1].WordRank));
        Assert.Equal((0, 2), (fused[2].VectorRank, fused[2].WordRank));
    }

    [Fact]
    public void Equal_scores_are_in_the_order_of_ids() =>
        Assert.Equal([3, 5], Ranking.Fuse([5], [3]).Select(each => each.Id));

    [Fact]
    public void Nothing_found_is_an_empty_list() => Assert.Empty(Ranking.Fuse([], []));
}
