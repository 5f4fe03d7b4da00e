using DevMesh.Shipper.Shipping;

namespace DevMesh.Tests.Shipper.Shipping;

public sealed class CountersTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_batch_is_counted_with_its_drops_by_rule()
    {
        Counters counters = new();
        var rules = Batches.Rules("""
            rules:
              - { name: a, action: drop, match: { message_prefix: "a" } }
              - { name: never, action: drop, match: { message_prefix: "never" } }
            """);

        counters.AddCompleted(Batches.Build(new FakeSource().Log("a1").Log("a2").Log("b").Log("b"), rules));
        counters.AddCompleted(Batches.Build(new FakeSource().Log("a3"), rules));

        Assert.Equal((5, 1L), (counters.Read, counters.Repeats));
        Assert.Equal([new("a", 3)], counters.Dropped);
    }

    [Fact]
    public void Trouble_ends_with_an_answer_and_the_last_error_stays()
    {
        Counters counters = new();

        counters.Retried("503", Now);
        Assert.Equal(("503", 1L), (counters.Trouble, counters.Retries));

        counters.Answered();
        Assert.Null(counters.Trouble);
        Assert.Equal((Now, "503"), (counters.LastError!.At, counters.LastError.What));
    }
}
