using System.Text.Json;
using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Journal;
using DevMesh.Shipper.Shipping;

namespace DevMesh.Tests.Shipper.Shipping;

public sealed class BatchBuilderTests
{
    private const string Collapse = "collapse_repeats: true\nrules: []\n";

    [Fact]
    public void Repeats_are_counted_at_the_entry_before_them()
    {
        Batch batch = Batches.Build(new FakeSource().Log("a").Log("a").Log("a").Log("b").Log("a"), Batches.Rules(Collapse));
        JsonElement[] entries = Batches.Parsed(batch);

        Assert.Equal(["a", "b", "a"], Batches.Messages(batch));
        JsonElement fields = entries[0].GetProperty("fields");
        Assert.Equal(3, fields.GetProperty("repeated").GetInt32());
        Assert.Equal("2025-11-13T02:13:20.003000Z", fields.GetProperty("repeated_until").GetString());
        Assert.Equal("c1", entries[0].GetProperty("cursor").GetString());
        Assert.False(entries[1].GetProperty("fields").TryGetProperty("repeated", out _));
        Assert.Equal((5, 3, 2), (batch.Read, batch.Count, batch.Repeats));
    }

    [Fact]
    public void Repeats_at_the_end_of_a_batch_are_counted_too_and_never_reach_into_the_next_one()
    {
        FakeSource source = new FakeSource().Log("a").Log("a");
        FilterState state = new();
        Batch first = Batches.Build(source, Batches.Rules(Collapse), state);
        Batch second = Batches.Build(source.Log("a"), Batches.Rules(Collapse), state);

        Assert.Equal(2, Batches.Parsed(first)[0].GetProperty("fields").GetProperty("repeated").GetInt32());
        Assert.False(Batches.Parsed(second)[0].GetProperty("fields").TryGetProperty("repeated", out _));
    }

    [Fact]
    public void Drops_are_counted_by_their_rule_and_the_batch_covers_them()
    {
        FilterRules rules = Batches.Rules("""
            rules:
              - name: noise
                action: drop
                match: { message_prefix: "noise" }
              - name: chatter
                action: drop
                match: { service: chatty.service }
            """);

        Batch batch = Batches.Build(
            new FakeSource().Log("noise 1").Log("kept").Log("noise 2").Log("x", "chatty.service").Log("noise 3"), rules);

        Assert.Equal(["kept"], Batches.Messages(batch));
        Assert.Equal([3, 1], batch.Dropped);
        Assert.Equal(("c1", "c5", 5), (batch.FirstCursor, batch.LastCursor, batch.Read));
        Assert.Equal((Entries.Micros + 1000, Entries.Micros + 5000), (batch.FirstMicros, batch.LastMicros));
    }

    [Fact]
    public void Its_own_unit_is_covered_and_neither_sent_nor_counted_as_dropped()
    {
        Batch batch = Batches.Build(
            new FakeSource().Log("mine", "devmesh-shipper.service").Log("kept").Log("mine too", "devmesh-shipper.service"),
            FilterRules.Default);

        Assert.Equal(["kept"], Batches.Messages(batch));
        Assert.All(batch.Dropped, count => Assert.Equal(0, count));
        Assert.Equal(("c1", "c3", 3), (batch.FirstCursor, batch.LastCursor, batch.Read));
    }

    [Fact]
    public void A_sample_goes_by_the_cursor_and_is_the_same_in_any_batch()
    {
        FilterRules rules = Batches.Rules("""
            rules:
              - name: one-in-three
                action: sample
                one_in: 3
                match: { service: app.service }
            """);

        string[] whole = [.. Batches.Messages(Batches.Build(new FakeSource().LogMany(300), rules))];
        FakeSource second = new(101);
        for (int i = 101; i <= 300; i++)
        {
            second.Log($"entry {i}");
        }

        IEnumerable<string> first = Batches.Messages(Batches.Build(new FakeSource().LogMany(100), rules));
        string[] halves = [.. first, .. Batches.Messages(Batches.Build(second, rules))];
        Assert.InRange(whole.Length, 60, 140);
        Assert.Equal(whole, halves);
    }

    [Fact]
    public void A_rate_limit_goes_on_from_what_the_batch_before_left()
    {
        FilterRules rules = Batches.Rules("""
            rules:
              - name: three-a-minute
                action: rate_limit
                limit: 3
                window: 1m
                match: { service: app.service }
            """);
        Batch first = Batches.Build(new FakeSource().LogMany(2), rules);
        Batch second = Batches.Build(new FakeSource(3).LogMany(2), rules, FilterState.Read(first.RateLimits!.Value));

        Assert.Equal(2, first.Count);
        Assert.Equal(["entry 1"], Batches.Messages(second));
        Assert.Equal([1], second.Dropped);
    }

    [Theory]
    [InlineData("1h", 1)]
    [InlineData("1s", 0)]
    public void A_window_that_is_over_at_the_end_of_the_batch_is_forgotten(string window, int left)
    {
        FilterRules rules = Batches.Rules(
            $"rules: [{{ name: once, action: rate_limit, limit: 1, window: {window}, match: {{ service: app.service }} }}]\n");
        FakeSource source = new FakeSource().LogMany(1);
        for (int i = 0; i < 1500; i++) // a millisecond apart
        {
            source.Log("x", "other.service");
        }

        Batch batch = Batches.Build(source, rules);
        Assert.Equal(left, batch.RateLimits?.EnumerateObject().Count() ?? 0);
    }

    [Fact]
    public void A_batch_without_rate_limits_remembers_nothing() =>
        Assert.Null(Batches.Build(new FakeSource().LogMany(3), FilterRules.None).RateLimits);

    [Fact]
    public void The_same_entries_by_the_same_rules_make_the_same_bytes()
    {
        Batch Make() => Batches.Build(new FakeSource().LogMany(50).Log("a").Log("a"), FilterRules.Default);

        Assert.Equal(Batches.Text(Make()), Batches.Text(Make()));
    }

    [Fact]
    public void The_cursor_of_the_last_entry_is_known_after_a_wait()
    {
        FakeSource source = new FakeSource().LogMany(2);
        BatchBuilder builder = new(source, BatchLimits.Default, new OwnUnit(""), new FilterState());
        Batch batch = new(64);
        JournalEntry entry = new();
        builder.Start(batch, Batches.Rules("rules: [{ name: all, action: drop, match: { service: app.service } }]\n"));
        while (source.Read(entry) == ReadResult.Entry)
        {
            builder.Add(entry);
        }

        source.Wait(TimeSpan.Zero); // from here on the source gives no cursor any more
        builder.Finish();

        Assert.Equal(("c1", "c2"), (batch.FirstCursor, batch.LastCursor));
    }

    [Fact]
    public void A_batch_that_is_used_again_holds_nothing_of_before()
    {
        FakeSource source = new FakeSource().Log("a").Log("a");
        BatchBuilder builder = new(source, BatchLimits.Default, new OwnUnit(""), new FilterState());
        Batch batch = new(64);
        JournalEntry entry = new();
        foreach (string expected in (string[])["a", "b"])
        {
            builder.Start(batch, Batches.Rules(Collapse));
            while (source.Read(entry) == ReadResult.Entry)
            {
                builder.Add(entry);
            }

            builder.Finish();
            Assert.Equal([expected], Batches.Messages(batch));
            source.Log("b");
        }

        Assert.Equal((1, 0, "c3", "c3"), (batch.Read, batch.Repeats, batch.FirstCursor, batch.LastCursor));
    }
}
