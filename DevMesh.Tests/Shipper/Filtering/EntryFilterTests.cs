using System.Globalization;
using System.Text;
using DevMesh.Domain.Logs;
using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Journal;
using static DevMesh.Tests.Shipper.Filtering.TestEntries;

namespace DevMesh.Tests.Shipper.Filtering;

public sealed class EntryFilterTests
{
    [Fact]
    public void The_first_rule_that_matches_decides()
    {
        FilterRules rules = Rules(
            """
            rules:
              - {name: keep-b, action: keep, match: {message_contains: b}}
              - {name: drop-a, action: drop, match: {message_contains: a}}
              - {name: keep-rest, action: keep, match: {message_contains: [a, c]}}
            """);
        List<Decision> decisions = Batch(new EntryFilter(rules, new FilterState()), [Entry("ab"), Entry("ac"), Entry("c"), Entry("d")]);
        Assert.Equal(
            [
                new Decision(FilterOutcome.Keep, 0), new Decision(FilterOutcome.Drop, 1), new Decision(FilterOutcome.Keep, 2),
                new Decision(FilterOutcome.Keep, -1),
            ],
            decisions);
    }

    [Fact]
    public void Match_all_takes_every_entry() =>
        Assert.True(Rules("rules: [{name: a, action: drop, match: all}]").Drops(Entry("m", "x.service", "x", 0)));

    [Fact]
    public void No_rules_keep_every_entry_and_every_repeat()
    {
        List<Decision> decisions = Batch(new EntryFilter(FilterRules.None, new FilterState()), [Entry("a"), Entry("a")]);
        Assert.All(decisions, each => Assert.Equal(new Decision(FilterOutcome.Keep, -1), each));
    }

    [Fact]
    public void A_sample_keeps_about_one_in_so_many_and_always_the_same_ones()
    {
        FilterRules rules = Rules("rules: [{name: some, action: sample, one_in: 10, match: all}]");
        List<JournalEntry> entries = [.. Enumerable.Range(0, 5000).Select(each => Entry($"m{each}", cursor: $"s=1f0b82f8;i={each:x}"))];
        List<Decision> first = Batch(new EntryFilter(rules, new FilterState()), entries);
        Assert.InRange(first.Count(each => each.Outcome == FilterOutcome.Keep), 400, 600);
        Assert.All(first, each => Assert.Equal(0, each.Rule));
        entries.Reverse();
        List<Decision> second = Batch(new EntryFilter(rules, new FilterState()), entries);
        second.Reverse();
        Assert.Equal(first, second);
    }

    [Fact]
    public void The_hash_of_a_cursor_never_changes()
    {
        // FNV-1a of "a" is published (isthe.com/chongo/tech/comp/fnv); the finalizer is applied to it here once more.
        ulong hash = 0xaf63dc4c8601ec8c;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        Assert.Equal(hash ^ (hash >> 33), ByteHash.Of("a"u8));
    }

    [Fact]
    public void The_cursor_is_asked_for_only_when_a_sample_needs_it()
    {
        using AskedSource source = new();
        FilterRules rules = Rules(
            """
            rules:
              - {name: sampled, action: sample, one_in: 3, match: {message_prefix: s}}
              - {name: limited, action: rate_limit, limit: 3, window: 1s, match: {message_prefix: r}}
              - {name: dropped, action: drop, match: {message_prefix: d}}
            """);
        EntryFilter filter = new(rules, new FilterState());
        filter.StartBatch();
        foreach (string message in new[] { "r", "d", "k", "k" })
        {
            filter.Decide(Entry(message), source);
        }

        Assert.Equal(0, source.Asked);
        filter.Decide(Entry("s"), source);
        Assert.Equal(1, source.Asked);
    }

    [Fact]
    public void An_entry_that_no_rule_takes_makes_no_garbage()
    {
        EntryFilter filter = new(FilterRules.Default, new FilterState());
        JournalEntry[] entries = [Entry("Accepted publickey for alice", "ssh.service", "sshd", 6), Entry("oops", "x.service", "x", 3)];
        using AskedSource source = new();
        long Allocated()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                filter.Decide(entries[i % 2], source);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated(); // makes the index of the two services
        Assert.Equal(0, Allocated());
    }

    [Fact]
    public void Names_that_never_end_cost_bounded_memory()
    {
        RuleIndex index = new(FilterRules.Default.Rules);
        for (int i = 0; i < 3 * RuleIndex.MostPairs; i++)
        {
            byte[] name = Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture));
            Assert.Equal([1], index.Find(name, name, Level.Err).For(name, new MessageText()).ToArray());
            Assert.InRange(index.Pairs, 1, RuleIndex.MostPairs);
        }
    }

    [Fact]
    public void Two_pairs_of_names_that_read_the_same_in_a_row_are_told_apart()
    {
        FilterRules rules = DropWhere("service: ab", "identifier: c");
        EntryFilter filter = new(rules, new FilterState());
        List<Decision> decisions = Batch(filter, [Entry("m", "a", "bc"), Entry("m", "ab", "c"), Entry("m", "abc", "")]);
        Assert.Equal([FilterOutcome.Keep, FilterOutcome.Drop, FilterOutcome.Keep], decisions.Select(each => each.Outcome));
    }

    [Fact]
    public void A_name_too_long_to_be_remembered_is_matched_all_the_same()
    {
        string name = new('n', 4000);
        EntryFilter filter = new(DropWhere("service: 'n*'"), new FilterState());
        Assert.All(Batch(filter, [Entry("m", name, name), Entry("m", name, name)]), each => Assert.Equal(FilterOutcome.Drop, each.Outcome));
    }
}
