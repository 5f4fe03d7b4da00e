using DevMesh.Domain.Errors;
using DevMesh.Domain.Ingestion;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Ingestion;

public sealed class NodeRateTests
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_node_may_send_its_burst_and_then_its_rate()
    {
        NodeRate rate = new(new NodeRateOptions(PerSecond: 100, Burst: 1000), _time);
        rate.Take("a", 600);
        rate.Take("a", 400);
        TooManyException refused = Assert.Throws<TooManyException>(() => rate.Take("a", 1));
        Assert.Equal(
            ("rate-exceeded", "INGEST_NODE_RATE", 100, "a", TimeSpan.FromSeconds(1)),
            (refused.Code, refused.Limit, refused.Maximum, refused.Node, refused.RetryAfter));
        Assert.Equal("INGEST_NODE_RATE: at most 100 logs a second; try again in 1 s", refused.Message);

        _time.Advance(TimeSpan.FromSeconds(1));
        rate.Take("a", 100);
        Assert.Throws<TooManyException>(() => rate.Take("a", 1));
    }

    [Fact]
    public void A_batch_larger_than_the_burst_is_taken_and_paid_for_afterwards()
    {
        NodeRate rate = new(new NodeRateOptions(PerSecond: 10, Burst: 20), _time);
        rate.Take("a", 120);
        Assert.Equal(TimeSpan.FromSeconds(10.1), Assert.Throws<TooManyException>(() => rate.Take("a", 1)).RetryAfter);
        _time.Advance(TimeSpan.FromSeconds(10.1));
        rate.Take("a", 1);
    }

    [Fact]
    public void A_bucket_holds_no_more_than_the_burst_however_long_a_node_is_silent()
    {
        NodeRate rate = new(new NodeRateOptions(PerSecond: 100, Burst: 50), _time);
        rate.Take("a", 1);
        _time.Advance(TimeSpan.FromDays(1));
        rate.Take("a", 50);
        Assert.Throws<TooManyException>(() => rate.Take("a", 1));
    }

    [Fact]
    public void Nodes_do_not_hold_each_other_back()
    {
        NodeRate rate = new(new NodeRateOptions(PerSecond: 1, Burst: 1), _time);
        rate.Take("a", 1);
        rate.Take("b", 1);
        Assert.Throws<TooManyException>(() => rate.Take("a", 1));
    }

    [Fact]
    public void Without_a_rate_nothing_is_held_back_or_kept_in_mind()
    {
        NodeRate rate = new(new NodeRateOptions(PerSecond: 0, Burst: 1), _time);
        rate.Take("a", 1_000_000);
        rate.Take("a", 1_000_000);
        Assert.Equal(0, rate.Known);
    }

    [Fact]
    public void However_many_names_are_made_up_few_are_kept_in_mind_and_the_others_share_one_bucket()
    {
        NodeRate rate = new(new NodeRateOptions(PerSecond: 1, Burst: 2), _time);
        for (int i = 0; i < NodeRate.MaxNodes; i++)
        {
            rate.Take($"n{i}", 1);
        }

        rate.Take("made-up-1", 2);
        Assert.Throws<TooManyException>(() => rate.Take("made-up-2", 1));
        Assert.Equal(NodeRate.MaxNodes, rate.Known);

        _time.Advance(TimeSpan.FromSeconds(1)); // now all are full again, which is as good as unknown
        rate.Take("made-up-3", 1);
        Assert.Equal(1, rate.Known);
    }
}
