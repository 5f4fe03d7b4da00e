using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Journal;
using static DevMesh.Tests.Shipper.Filtering.TestEntries;

namespace DevMesh.Tests.Shipper.Filtering;

public sealed class CollapseTests
{
    private static readonly FilterRules Collapsing = Rules("rules: [{name: noise, action: drop, match: {message_prefix: noise}}]");

    [Fact]
    public void The_same_entry_again_is_a_repeat_until_another_is_kept() =>
        Assert.Equal("KRRKRK", Outcomes(Collapsing, Entry("a"), Entry("a"), Entry("a"), Entry("b"), Entry("b"), Entry("a")));

    [Fact]
    public void A_dropped_entry_in_between_does_not_matter() =>
        Assert.Equal("KDR", Outcomes(Collapsing, Entry("a"), Entry("noise"), Entry("a")));

    [Fact]
    public void Dropped_entries_are_dropped_and_not_repeats() =>
        Assert.Equal("DDD", Outcomes(Collapsing, Entry("noise"), Entry("noise"), Entry("noise")));

    [Fact]
    public void Time_and_cursor_may_differ() =>
        Assert.Equal("KR", Outcomes(Collapsing, Entry("a", cursor: "1"), Entry("a", cursor: "2", micros: Noon + 5)));

    [Fact]
    public void Service_identifier_level_and_message_must_be_the_same()
    {
        JournalEntry first = Entry("a", "s", "i", 6);
        Assert.Equal("KR", Outcomes(Collapsing, first, Entry("a", "s", "i", 6)));
        Assert.Equal("KK", Outcomes(Collapsing, first, Entry("a", "S", "i", 6)));
        Assert.Equal("KK", Outcomes(Collapsing, first, Entry("a", "s", "I", 6)));
        Assert.Equal("KK", Outcomes(Collapsing, first, Entry("a", "s", "i", 5)));
        Assert.Equal("KK", Outcomes(Collapsing, first, Entry("A", "s", "i", 6)));
        Assert.Equal("KK", Outcomes(Collapsing, Entry("cd", "a", "b", 6), Entry("d", "a", "bc", 6)));
    }

    [Fact]
    public void No_level_and_info_are_the_same_level() => Assert.Equal("KR", Outcomes(Collapsing, Entry("a"), Entry("a", level: 6)));

    [Fact]
    public void Batches_never_join()
    {
        EntryFilter filter = new(Collapsing, new FilterState());
        Assert.Equal("KR", Letters(Batch(filter, [Entry("a"), Entry("a")])));
        Assert.Equal("KR", Letters(Batch(filter, [Entry("a"), Entry("a")])));
    }

    [Fact]
    public void The_switch_turns_it_off() =>
        Assert.Equal("KK", Outcomes(Rules("collapse_repeats: false\nrules: []"), Entry("a"), Entry("a")));

    [Fact]
    public void A_message_that_was_left_out_is_never_the_same()
    {
        JournalEntry Omitted()
        {
            JournalEntry entry = Entry("");
            entry.MessageOmitted = true;
            return entry;
        }

        Assert.Equal("KK", Outcomes(Collapsing, Omitted(), Omitted()));
        Assert.Equal("KK", Outcomes(Collapsing, Entry(""), Omitted()));
        Assert.Equal("KR", Outcomes(Collapsing, Entry(""), Entry("")));
    }

    [Fact]
    public void A_huge_message_is_never_the_same()
    {
        string message = new('x', LastKept.LongestMessage);
        Assert.Equal("KR", Outcomes(Collapsing, Entry(message), Entry(message)));
        Assert.Equal("KKK", Outcomes(Collapsing, Entry(message + "x"), Entry(message + "x"), Entry(message)));
    }

    [Fact]
    public void Repeats_use_up_no_rate_limit()
    {
        FilterRules rules = Rules("rules: [{name: few, action: rate_limit, limit: 2, window: 10s, match: all}]");
        List<Decision> decisions = Batch(
            new EntryFilter(rules, new FilterState()), [Entry("a"), Entry("a"), Entry("a"), Entry("b"), Entry("b"), Entry("c"), Entry("b")]);
        Assert.Equal("KRRKRDR", Letters(decisions));
        Assert.All(decisions, each => Assert.Equal(0, each.Rule));
    }

    [Fact]
    public void A_sample_is_taken_of_repeats_too()
    {
        FilterRules rules = Rules("rules: [{name: some, action: sample, one_in: 4, match: all}]");
        List<Decision> decisions = Batch(
            new EntryFilter(rules, new FilterState()), Enumerable.Range(0, 400).Select(each => Entry("same", cursor: $"i={each}")));
        Assert.Equal(1, decisions.Count(each => each.Outcome == FilterOutcome.Keep));
        Assert.InRange(decisions.Count(each => each.Outcome == FilterOutcome.Repeat), 60, 140);
    }

    private static string Outcomes(FilterRules rules, params JournalEntry[] entries) =>
        Letters(Batch(new EntryFilter(rules, new FilterState()), entries));

    private static string Letters(IEnumerable<Decision> decisions) => string.Concat(decisions.Select(each => each.Outcome.ToString()[0]));
}
