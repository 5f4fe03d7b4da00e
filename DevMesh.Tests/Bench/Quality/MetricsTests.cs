using DevMesh.Bench.Quality;

namespace DevMesh.Tests.Bench.Quality;

public sealed class MetricsTests
{
    [Theory]
    [InlineData(new[] { 2, 1, 0 }, 1)]
    [InlineData(new[] { 2, 0, 1 }, (2 + (1 / 2.0)) / (2 + (1 / 1.5849625007211562)))]
    [InlineData(new[] { 0, 0, 0 }, 0)]
    [InlineData(new int[0], 0)]
    public void Ndcg_is_the_share_of_the_best_order(int[] ranked, double expected) =>
        Assert.Equal(expected, Metrics.Ndcg(ranked, [0, 1, 0, 2], depth: 10), 12);

    [Fact]
    public void Ndcg_looks_no_deeper_than_it_is_told() => Assert.Equal(0, Metrics.Ndcg([0, 0, 2], [2], depth: 2));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 0.5)]
    [InlineData(10, 0)]
    public void Where_nothing_answers_the_shorter_list_is_the_better_one(int results, double expected) =>
        Assert.Equal(expected, Metrics.Ndcg(new int[results], [0, 0], depth: 10), 12);

    [Fact]
    public void Recall_is_the_share_of_what_could_stand_there()
    {
        Assert.Equal(0.5, Metrics.Recall([1, 0, 0], [1, 2], depth: 3));
        Assert.Equal(1, Metrics.Recall([1, 2], [1, 2, 1, 1], depth: 2));
        Assert.Null(Metrics.Recall([0], [0], depth: 2));
    }
}
