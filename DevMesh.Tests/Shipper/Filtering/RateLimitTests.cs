using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Journal;
using static DevMesh.Tests.Shipper.Filtering.TestEntries;

namespace DevMesh.Tests.Shipper.Filtering;

public sealed class RateLimitTests
{
    private const long Second = 1_000_000;

    private static readonly FilterRules TwoInTen = Limit("");

    [Fact]
    public void The_first_entries_of_a_window_are_kept_and_a_new_window_begins_by_the_entries_own_times() =>
        Assert.Equal("KKDDKKD", Outcomes(TwoInTen, (0, "a"), (1, "b"), (2, "c"), (9.9, "d"), (10, "e"), (11, "f"), (12, "g")));

    [Fact]
    public void A_window_begins_with_its_first_entry() =>
        Assert.Equal("KKDKK", Outcomes(TwoInTen, (7, "a"), (16, "b"), (16.9, "c"), (17, "d"), (18, "e")));

    [Fact]
    public void An_entry_from_just_before_the_window_counts_in_it() =>
        Assert.Equal("KKDD", Outcomes(TwoInTen, (5, "a"), (4, "b"), (3, "c"), (6, "d")));

    [Fact]
    public void A_clock_that_was_set_back_begins_a_new_window() =>
        Assert.Equal("KKDKKD", Outcomes(TwoInTen, (1e6, "a"), (1e6, "b"), (1e6, "c"), (0, "d"), (1, "e"), (2, "f")));

    [Theory]
    [InlineData("service", "KDKD")]
    [InlineData("identifier", "KKDD")]
    [InlineData("rule", "KDDD")]
    public void What_is_counted_together_is_told_by_by(string by, string outcomes)
    {
        FilterRules rules = Limit($", by: {by}", 1);
        JournalEntry[] entries =
        [
            Entry("1", "a.service", "x"), Entry("2", "a.service", "y"), Entry("3", "b.service", "x"), Entry("4", "b.service", "y"),
        ];
        Assert.Equal(outcomes, Letters(Batch(new EntryFilter(rules, new FilterState()), entries)));
    }

    [Fact]
    public void A_limited_entry_is_taken_by_its_rule_whether_it_is_kept_or_not() =>
        Assert.All(Batch(new EntryFilter(TwoInTen, new FilterState()), At((0, "a"), (0, "b"), (0, "c"))), each => Assert.Equal(0, each.Rule));

    [Fact]
    public void Windows_go_on_from_batch_to_batch()
    {
        EntryFilter filter = new(TwoInTen, new FilterState());
        Assert.Equal("K", Letters(Batch(filter, At((0, "a")))));
        Assert.Equal("KD", Letters(Batch(filter, At((1, "b"), (2, "c")))));
    }

    [Fact]
    public void So_many_names_that_windows_are_forgotten_cost_bounded_memory_and_forget_the_oldest()
    {
        RateWindows windows = new();
        RateLimit rate = new(1, 10 * Second, RateScope.Service);
        for (int i = 0; i < RateWindows.Most; i++)
        {
            Assert.True(windows.Take([(byte)i, (byte)(i >> 8)], Noon + i, rate));
        }

        Assert.True(windows.Take("new"u8, Noon + 5000, rate));
        Assert.Equal(RateWindows.Most, windows.Count);
        Assert.False(windows.Take([1, 0], Noon + 5001, rate));
        Assert.True(windows.Take([0, 0], Noon + 5002, rate));
    }

    [Fact]
    public void Windows_that_are_over_make_room_first()
    {
        RateWindows windows = new();
        RateLimit rate = new(1, 10 * Second, RateScope.Service);
        for (int i = 0; i < RateWindows.Most; i++)
        {
            windows.Take([(byte)i, (byte)(i >> 8)], Noon, rate);
        }

        windows.Take("new"u8, Noon + (10 * Second), rate);
        Assert.Equal(1, windows.Count);
    }

    private static FilterRules Limit(string more, int limit = 2) =>
        Rules($"rules: [{{name: few, action: rate_limit, limit: {limit}, window: 10s{more}, match: all}}]");

    private static string Outcomes(FilterRules rules, params (double Seconds, string Message)[] entries) =>
        Letters(Batch(new EntryFilter(rules, new FilterState()), At(entries)));

    private static IEnumerable<JournalEntry> At(params (double Seconds, string Message)[] entries) =>
        entries.Select(each => Entry(each.Message, micros: Noon + (long)(each.Seconds * Second)));

    private static string Letters(IEnumerable<Decision> decisions) => string.Concat(decisions.Select(each => each.Outcome.ToString()[0]));
}
