using DevMesh.Domain.Search;

namespace DevMesh.Tests.Search;

public sealed class RankingTests
{
    [Fact]
    public void Scores_add_up_reciprocal_ranks()
    {
        List<RankedTemplate> fused = Fuse([7, 8], [8, 9]);
        Assert.Equal([8, 7, 9], fused.Select(each => each.Id));
        Assert.Equal((1.0 / 62) + (1.0 / 61), fused[0].Score, 12);
        Assert.Equal((1, 0), (fused[1].VectorRank, fused[1].WordRank));
        Assert.Equal((0, 2), (fused[2].VectorRank, fused[2].WordRank));
    }

    [Fact]
    public void Equal_scores_are_in_the_order_of_ids() =>
        Assert.Equal([3, 5], Fuse([5], [3]).Select(each => each.Id));

    [Fact]
    public void Nothing_found_is_an_empty_list() => Assert.Empty(Fuse([], []));

    [Fact]
    public void A_leg_that_is_not_trusted_counts_less()
    {
        RankedTemplate found = Assert.Single(Ranking.Fuse([7], [7], 0.5, new Dictionary<long, double>()));
        Assert.Equal((0.5 / 61, 1.0 / 61, 0), (found.Parts.Meaning, found.Parts.Words, found.Parts.Value));
    }

    [Fact]
    public void What_holds_the_value_comes_before_what_leads_both_legs()
    {
        List<RankedTemplate> fused = Ranking.Fuse([7], [7], 1, new Dictionary<long, double> { [9] = 1, [8] = 0.75 });
        Assert.Equal([9, 8, 7], fused.Select(each => each.Id));
        Assert.Equal(SearchLegs.Value, fused[0].Parts.Legs);
        Assert.Equal(SearchLegs.Meaning | SearchLegs.Words, fused[2].Parts.Legs);
    }

    private static List<RankedTemplate> Fuse(long[] byVector, long[] byWords) =>
        Ranking.Fuse(byVector, byWords, 1, new Dictionary<long, double>());
}
