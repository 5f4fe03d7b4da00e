using System.Collections.Concurrent;
using System.Threading.Channels;
using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Journal;
using DevMesh.Shipper.Shipping;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Shipping;

public sealed class BatchReaderTests : IDisposable
{
    private static readonly FilterRules Collapse = Batches.Rules("collapse_repeats: true\nrules: []\n");

    private readonly ManualTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Batch> _output = Channel.CreateUnbounded<Batch>();
    private readonly BlockingCollection<Batch> _free = Batches.Free(200);
    private readonly LogLines _log = new();

    public void Dispose()
    {
        _stop.Dispose();
        _free.Dispose();
    }

    [Fact]
    public void A_batch_is_full_at_its_count_and_the_rest_comes_at_the_end()
    {
        Read(new FakeSource().LogMany(5), new BatchLimits(2, 1_000_000, TimeSpan.FromSeconds(1)));

        Assert.Equal([["entry 1", "entry 2"], ["entry 3", "entry 4"], ["entry 5"]], Output().Select(Batches.Messages));
    }

    [Fact]
    public void A_batch_is_full_at_its_bytes()
    {
        FakeSource source = new FakeSource().Log(new string('x', 500)).Log("a").Log(new string('y', 5000)).Log("b");

        Read(source, new BatchLimits(1000, 600, TimeSpan.FromSeconds(1)));

        Assert.Equal([1, 2, 1], Output().Select(each => each.Count));
    }

    [Fact]
    public void Entries_that_a_rule_drops_fill_a_batch_at_fifty_thousand()
    {
        FilterRules drop = Batches.Rules("rules: [{ name: all, action: drop, match: { service: app.service } }]\n");

        Read(new FakeSource().LogMany(BatchLimits.Covered + 1), BatchLimits.Default, rules: drop);

        Assert.Equal([(BatchLimits.Covered, 0), (1, 0)], Output().Select(each => (each.Read, each.Count)));
    }

    [Theory]
    [InlineData(400, new[] { 400 })]
    [InlineData(2500, new[] { 1000, 1000, 500 })]
    public void An_entry_waits_for_others_no_longer_than_the_age_and_a_stop_is_looked_for_each_second(int age, int[] waits)
    {
        FakeSource source = new FakeSource { Ends = false }.LogMany(1);
        source.Waiting = timeout =>
        {
            if (timeout is { } span)
            {
                Assert.False(_output.Reader.TryPeek(out _));
                _time.Advance(span);
            }
            else
            {
                _stop.Cancel();
            }
        };

        Read(source, new BatchLimits(10, 1_000_000, TimeSpan.FromMilliseconds(age)));

        Assert.Equal([.. waits.Select(each => TimeSpan.FromMilliseconds(each)), (TimeSpan?)null], source.Waits);
        Assert.Equal(["entry 1"], Batches.Messages(Assert.Single(Output())));
    }

    [Fact]
    public void The_age_counts_from_the_first_entry_of_the_batch()
    {
        FakeSource source = new FakeSource { Ends = false }.LogMany(1);
        source.Waiting = timeout =>
        {
            switch (source.Waits.Count)
            {
                case 1:
                    _time.Advance(TimeSpan.FromMilliseconds(300));
                    source.Log("later");
                    break;
                case 2:
                    Assert.Equal(TimeSpan.FromMilliseconds(100), timeout);
                    _time.Advance(timeout!.Value);
                    break;
                default:
                    _stop.Cancel();
                    break;
            }
        };

        Read(source, new BatchLimits(10, 1_000_000, TimeSpan.FromMilliseconds(400)));

        Assert.Equal(["entry 1", "later"], Batches.Messages(Assert.Single(Output())));
    }

    [Fact]
    public void A_stop_sends_what_is_read()
    {
        FakeSource source = new FakeSource().LogMany(100);
        source.Reading = read =>
        {
            if (read == 3)
            {
                _stop.Cancel();
            }
        };

        Read(source, BatchLimits.Default);

        Assert.Equal(["entry 1", "entry 2", "entry 3"], Batches.Messages(Assert.Single(Output())));
        Assert.True(_output.Reader.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_stop_that_finds_the_reader_waiting_for_the_journal_ends_the_batches_at_once()
    {
        FakeSource source = new() { Ends = false };
        BatchReader reader = Reader(source, BatchLimits.Default);
        source.Waiting = _ =>
        {
            Assert.True(reader.IsIdle);
            _stop.Cancel();
            Assert.True(_output.Reader.Completion.IsCompletedSuccessfully); // while it still waits
        };

        reader.Run(_stop.Token);

        Assert.Equal([null], source.Waits);
    }

    [Fact]
    public void A_stop_with_a_batch_open_does_not_end_the_batches_before_it_is_out()
    {
        FakeSource source = new FakeSource { Ends = false }.LogMany(1);
        source.Waiting = _ =>
        {
            _stop.Cancel();
            Assert.False(_output.Reader.Completion.IsCompleted);
        };

        Read(source, BatchLimits.Default);

        Assert.Equal(["entry 1"], Batches.Messages(Assert.Single(Output())));
    }

    [Fact]
    public void While_all_batches_are_with_the_sender_nothing_is_read()
    {
        FakeSource source = new FakeSource().LogMany(10);
        while (_free.TryTake(out _))
        {
            // They are under way.
        }

        _stop.CancelAfter(TimeSpan.FromMilliseconds(20));
        Read(source, BatchLimits.Default);

        Assert.Equal(0, source.Reads);
        Assert.True(_output.Reader.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void Pending_batches_are_made_again_byte_by_byte_whatever_the_limits_are_now()
    {
        FilterRules rules = Batches.Rules("""
            rules:
              - name: some
                action: rate_limit
                limit: 7
                window: 1m
                match: { service: limited.service }
            """);
        Read(Mixed(), new BatchLimits(10, 1_000_000, TimeSpan.FromSeconds(1)), rules: rules);
        List<Batch> before = Output();
        PendingBatch[] noted = [.. before.Skip(1).Take(2).Select(Batches.Noted)];

        BatchReaderTests again = new();
        FakeSource source = Mixed();
        JournalEntry skipped = new();
        for (int i = 0; i < before[0].Read; i++)
        {
            source.Read(skipped);
        }

        again.Read(
            source, new BatchLimits(3, 1_000_000, TimeSpan.FromSeconds(1)), noted, FilterState.Read(before[0].RateLimits!.Value),
            hash => hash == rules.Hash ? rules : FilterRules.None);
        List<Batch> after = again.Output();

        Assert.Equal(before.Skip(1).Take(2).Select(Batches.Text), after.Take(2).Select(Batches.Text));
        Assert.Equal(noted, after.Take(2).Select(Batches.Noted));
        Assert.Equal(before[2].RateLimits!.Value.GetRawText(), after[1].RateLimits!.Value.GetRawText());
        Assert.Equal(FilterRules.None, after[2].Rules);
        Assert.Equal(3, after[2].Count);
    }

    [Fact]
    public void A_stop_in_the_middle_of_a_pending_batch_emits_nothing()
    {
        FakeSource source = new FakeSource().LogMany(10);
        source.Reading = read =>
        {
            if (read == 5)
            {
                _stop.Cancel();
            }
        };

        Read(source, BatchLimits.Default, [new PendingBatch("c1", "c8", Collapse.Hash)]);

        Assert.Empty(Output());
        Assert.True(_output.Reader.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_pending_batch_whose_last_entry_does_not_come_ends_with_the_journal_and_says_so()
    {
        Read(new FakeSource().LogMany(4), BatchLimits.Default, [new PendingBatch("c1", "c9", Collapse.Hash)]);

        Assert.Equal(4, Assert.Single(Output()).Read);
        Assert.Contains("c9", Assert.Single(_log.All).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pending_batch_never_covers_more_than_a_batch_may()
    {
        Read(new FakeSource().LogMany(BatchLimits.Covered + 100), BatchLimits.Default with { Entries = 60_000 },
            [new PendingBatch("c1", "gone", Collapse.Hash)]);

        Assert.Equal([BatchLimits.Covered, 100], Output().Select(each => each.Read));
        Assert.Contains("gone", Assert.Single(_log.All).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_failure_of_the_source_ends_the_batches_with_it()
    {
        FakeSource source = new() { Failure = new JournalException("the disk is gone") };

        Read(source, BatchLimits.Default);

        Assert.Equal("the disk is gone", _output.Reader.Completion.Exception!.InnerException!.Message);
    }

    [Fact]
    public void It_is_idle_only_while_it_holds_nothing()
    {
        FakeSource source = new FakeSource { Ends = false }.LogMany(1);
        BatchReader reader = Reader(source, BatchLimits.Default);
        List<(bool Open, bool Idle)> seen = [];
        source.Waiting = timeout =>
        {
            seen.Add((timeout is not null, reader.IsIdle));
            if (timeout is { } span)
            {
                _time.Advance(span);
            }
            else
            {
                source.Ends = true;
            }
        };

        reader.Run(_stop.Token);

        Assert.Equal([(true, false), (false, true)], seen);
        Assert.True(reader.IsIdle);
    }

    private static FakeSource Mixed()
    {
        FakeSource source = new();
        for (int i = 0; i < 30; i++)
        {
            source.Log($"entry {i / 3}").Log($"limited {i}", "limited.service").Log("same").Log("same");
        }

        return source;
    }

    private BatchReader Reader(
        FakeSource source, BatchLimits limits, IEnumerable<PendingBatch>? pending = null, FilterState? state = null,
        Func<string?, FilterRules>? rules = null) => new(
            source, new BatchBuilder(source, limits, new OwnUnit(""), state ?? new FilterState()), limits,
            new Queue<PendingBatch>(pending ?? []), rules ?? (_ => Collapse), _free, _output.Writer, _time,
            _log.Logger<BatchReader>());

    private void Read(
        FakeSource source, BatchLimits limits, IEnumerable<PendingBatch>? pending = null, FilterState? state = null,
        Func<string?, FilterRules>? rules = null) => Reader(source, limits, pending, state, rules).Run(_stop.Token);

    private void Read(FakeSource source, BatchLimits limits, FilterRules rules) => Read(source, limits, rules: _ => rules);

    private List<Batch> Output()
    {
        List<Batch> batches = [];
        while (_output.Reader.TryRead(out Batch? batch))
        {
            batches.Add(batch);
        }

        return batches;
    }
}
