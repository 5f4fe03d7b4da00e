using System.Text;
using DevMesh.Domain.Logs;
using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Journal;
using DevMesh.Tests.Support;
using static DevMesh.Tests.Shipper.Filtering.TestEntries;

namespace DevMesh.Tests.Shipper.Filtering;

/// <summary>The file that ships does what its comments say, on lines as such programs write them.</summary>
public sealed class DefaultRulesTests
{
    private static readonly FilterRules Default = FilterRules.Default;

    [Theory]
    [MemberData(nameof(DefaultRulesLines.Dropped), MemberType = typeof(DefaultRulesLines))]
    public void Noise_is_dropped_by_its_rule(string rule, string? service, string identifier, int level, string message)
    {
        Decision decision = Decide(Default, Entry(message, service, identifier, level));
        Assert.Equal((FilterOutcome.Drop, rule), (decision.Outcome, decision.Rule < 0 ? "" : Default.Rules[decision.Rule].Name));
    }

    [Theory]
    [MemberData(nameof(DefaultRulesLines.Kept), MemberType = typeof(DefaultRulesLines))]
    public void What_looks_like_it_and_tells_something_is_kept(string? service, string identifier, int level, string message) =>
        Assert.Equal(FilterOutcome.Keep, Decide(Default, Entry(message, service, identifier, level)).Outcome);

    [Theory]
    [MemberData(nameof(DefaultRulesLines.Dropped), MemberType = typeof(DefaultRulesLines))]
    public void The_same_line_at_warning_is_kept(string rule, string? service, string identifier, int level, string message)
    {
        Assert.True(level > (int)Level.Warning, rule);
        Assert.Equal(FilterOutcome.Keep, Decide(Default, Entry(message, service, identifier, (int)Level.Warning)).Outcome);
    }

    [Fact]
    public void Every_rule_that_drops_has_a_line_here()
    {
        IEnumerable<string> named = DefaultRulesLines.Dropped.Select(each => (string)each[0]).Distinct();
        IEnumerable<string> dropping = Default.Rules.Where(each => each.Action == RuleAction.Drop).Select(each => each.Name);
        Assert.Equal(dropping.Order(), named.Order());
    }

    [Fact]
    public void No_rule_but_the_one_on_firewall_blocks_can_take_away_a_warning_or_worse()
    {
        LevelSet bad = LevelSet.OrWorse(Level.Warning);
        IEnumerable<string> taking = Default.Rules
            .Where(each => each.Action != RuleAction.Keep && !each.Match.Levels.And(bad).IsEmpty).Select(each => each.Name);
        Assert.Equal(["firewall-blocks"], taking);
    }

    [Fact]
    public void A_flood_of_firewall_blocks_is_limited_and_other_words_of_the_kernel_are_not()
    {
        EntryFilter filter = new(Default, new FilterState());
        List<Decision> decisions = Batch(filter, Enumerable.Range(0, 200).Select(each => Entry(
            $"[UFW BLOCK] IN=ens18 OUT= SRC=203.0.113.9 DPT={each}", null, "kernel", 4, Noon + (each * 100_000L))));
        Assert.Equal(30, decisions.Count(each => each.Outcome == FilterOutcome.Keep));
        Assert.Equal(FilterOutcome.Keep, Batch(filter, [Entry("nf_conntrack: table full, dropping packet", null, "kernel", 4)])[0].Outcome);
    }

    [Fact]
    public void Debug_output_is_limited_for_each_service()
    {
        IEnumerable<JournalEntry> Chatter(string service) => Enumerable.Range(0, 100).Select(each => Entry(
            each % 2 == 0 ? $"slot {each} released" : $"ts={each} level=debug msg=x", service, service, each % 2 == 0 ? 7 : 6, Noon + each));
        List<Decision> decisions = Batch(
            new EntryFilter(Default, new FilterState()), [.. Chatter("a.service"), .. Chatter("a.service"), .. Chatter("b.service")]);
        Assert.Equal(2 * 60, decisions.Take(200).Count(each => each.Outcome == FilterOutcome.Keep));
        Assert.Equal(100, decisions.Skip(200).Count(each => each.Outcome == FilterOutcome.Keep));
    }

    [Fact]
    public void The_embedded_file_is_the_one_beside_the_executable() =>
        Assert.Equal(File.ReadAllText(Repository.File("DevMesh.Shipper/filter_config.yaml")), Default.Text);

    [Fact]
    public void No_warning_or_worse_of_the_sample_is_dropped()
    {
        EntryFilter filter = new(Default, new FilterState());
        filter.StartBatch();
        JournalEntry entry = new();
        int seen = 0;
        foreach (string file in Directory.GetFiles(Repository.File("DevMesh.Shipper/sample"), "*.jsonl"))
        {
            using StandardInputSource source = new(
                File.OpenRead(file), static _ => true, new FieldTable(FieldTable.DefaultShipped), message => Assert.Fail(message));
            while (source.Read(entry) == ReadResult.Entry)
            {
                bool bad = entry.Priority is >= 0 and <= (int)Level.Warning;
                seen += bad ? 1 : 0;
                FilterOutcome outcome = filter.Decide(entry, source).Outcome;
                Assert.False(bad && outcome == FilterOutcome.Drop, Encoding.UTF8.GetString(entry.Message));
            }
        }

        Assert.InRange(seen, 100, int.MaxValue);
    }
}
