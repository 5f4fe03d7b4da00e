using DevMesh.Shipper.Filtering;
using static DevMesh.Tests.Shipper.Filtering.TestEntries;

namespace DevMesh.Tests.Shipper.Filtering;

/// <summary>Every kind of condition, through the whole filter.</summary>
public sealed class RuleMatchTests
{
    [Theory]
    [InlineData("ssh.service", "ssh.service", true)]
    [InlineData("ssh.service", "ssh.servic", false)]
    [InlineData("ssh.service", "ssh.service2", false)]
    [InlineData("ssh.service", "SSH.service", false)]
    [InlineData("[a.service, b.service]", "b.service", true)]
    [InlineData("[a.service, b.service]", "c.service", false)]
    [InlineData("'postgresql@*.service'", "postgresql@16-main.service", true)]
    [InlineData("'postgresql@*.service'", "postgresql@.service", true)]
    [InlineData("'postgresql@*.service'", "postgresql@16-main.scope", false)]
    [InlineData("'*.scope'", "session-4.scope", true)]
    [InlineData("'session-*'", "session-4.scope", true)]
    [InlineData("'*-a-*'", "x-a-y", true)]
    [InlineData("'*-a-*'", "x-b-y", false)]
    [InlineData("'a*a'", "a", false)]
    [InlineData("'*'", "anything", true)]
    public void Service_is_one_of_the_names(string names, string service, bool taken) =>
        Assert.Equal(taken, DropWhere($"service: {names}").Drops(Entry("m", service, "other")));

    [Fact]
    public void Service_is_the_identifier_of_an_entry_without_unit() =>
        Assert.True(DropWhere("service: kernel").Drops(Entry("m", null, "kernel")));

    [Theory]
    [InlineData("CRON", true)]
    [InlineData("cron", false)]
    [InlineData(null, false)]
    public void Identifier_is_asked_whatever_the_unit_is(string? identifier, bool taken) =>
        Assert.Equal(taken, DropWhere("identifier: CRON").Drops(Entry("m", "cron.service", identifier)));

    [Theory]
    [InlineData("level: info", "6")]
    [InlineData("level: [notice, 7, ERROR]", "357")]
    [InlineData("level_or_worse: warning", "01234")]
    [InlineData("level_or_worse: emerg", "0")]
    [InlineData("level_or_milder: info", "67")]
    [InlineData("level_or_milder: debug", "7")]
    [InlineData("level_or_milder: emerg", "01234567")]
    public void Level_takes_the_levels_that_it_names(string condition, string levels)
    {
        FilterRules rules = DropWhere(condition);
        Assert.Equal(levels, string.Concat(Enumerable.Range(0, 8).Where(each => rules.Drops(Entry("m", level: each)))));
    }

    [Fact]
    public void Two_conditions_on_the_level_must_both_hold()
    {
        FilterRules rules = DropWhere("level_or_worse: notice", "level_or_milder: warning");
        Assert.Equal([4, 5], Enumerable.Range(0, 8).Where(each => rules.Drops(Entry("m", level: each))));
    }

    [Fact]
    public void An_entry_without_a_level_counts_as_info()
    {
        Assert.True(DropWhere("level: info").Drops(Entry("m")));
        Assert.False(DropWhere("level: notice").Drops(Entry("m")));
    }

    [Theory]
    [InlineData("message_prefix: abc", "abcdef", true)]
    [InlineData("message_prefix: abc", "xabc", false)]
    [InlineData("message_prefix: abc", "ab", false)]
    [InlineData("message_prefix: [x, abc]", "abcdef", true)]
    [InlineData("message_prefix: Abc", "abc", false)]
    [InlineData("message_contains: bcd", "abcdef", true)]
    [InlineData("message_contains: bcd", "abdcef", false)]
    [InlineData("message_contains: [zz, ef]", "abcdef", true)]
    [InlineData("message_contains: größe", "die größe", true)]
    [InlineData("message_regex: '^a.*f$'", "abcdef", true)]
    [InlineData("message_regex: '^a.*e$'", "abcdef", false)]
    [InlineData("message_regex: [x, 'c.e']", "abcdef", true)]
    [InlineData("message_regex: 'gr.ße'", "größe", true)]
    [InlineData("message_regex: 'a(?!c)'", "ab", true)]
    [InlineData("message_regex: 'a(?!c)'", "ac", false)]
    [InlineData("message_regex: '(a)\\1'", "aa", true)]
    [InlineData("message_prefix: ''", "x", null)]
    public void Message_is_looked_at_as_told(string condition, string message, bool? taken)
    {
        if (taken is { } expected)
        {
            Assert.Equal(expected, DropWhere(condition).Drops(Entry(message)));
        }
        else
        {
            Assert.Null(FilterRules.Parse($"rules: [{{name: a, action: drop, match: {{{condition}}}}}]", []));
        }
    }

    [Theory]
    [InlineData("message_prefix: ABC", "abcdef", true)]
    [InlineData("message_prefix: abc", "ABCDEF", true)]
    [InlineData("message_contains: bCd", "xBcDx", true)]
    [InlineData("message_contains: '[bcd'", "x[BCDx", true)]
    [InlineData("message_contains: bcd", "bcbcBCD", true)]
    [InlineData("message_contains: bcd", "bcbcbc", false)]
    [InlineData("message_contains: '@'", "`", false)]
    [InlineData("message_regex: '^A.C$'", "abc", true)]
    [InlineData("message_regex: 'a(?!C)'", "xAc", false)]
    public void Ignore_case_holds_for_every_condition_on_the_message(string condition, string message, bool taken) =>
        Assert.Equal(taken, DropWhere(condition, "ignore_case: true").Drops(Entry(message)));

    [Theory]
    [InlineData("ssh.service", "sshd", 6, "Connection closed by x [preauth]", true)]
    [InlineData("x.service", "sshd", 6, "Connection closed by x [preauth]", false)]
    [InlineData("ssh.service", "x", 6, "Connection closed by x [preauth]", false)]
    [InlineData("ssh.service", "sshd", 5, "Connection closed by x [preauth]", false)]
    [InlineData("ssh.service", "sshd", 6, "Connection reset by x [preauth]", false)]
    [InlineData("ssh.service", "sshd", 6, "Connection closed by x", false)]
    [InlineData("ssh.service", "sshd", 6, "Connection closed by y [preauth]", false)]
    public void All_conditions_of_a_rule_must_hold(string service, string identifier, int level, string message, bool taken)
    {
        FilterRules rules = DropWhere(
            "service: ssh.service", "identifier: sshd", "level: info", "message_prefix: Connection closed",
            "message_contains: '[preauth]'", "message_regex: 'by x'");
        Assert.Equal(taken, rules.Drops(Entry(message, service, identifier, level)));
    }

    [Fact]
    public void A_message_that_is_not_UTF8_is_looked_at_as_bytes_and_by_a_regex_with_replacement_characters()
    {
        byte[] message = [(byte)'a', 0xFF, (byte)'b'];
        Assert.True(DropWhere("message_prefix: a").Drops(Entry(message)));
        Assert.False(DropWhere("message_contains: ab").Drops(Entry(message)));
        Assert.True(DropWhere("message_regex: '^a\\uFFFDb$'").Drops(Entry(message)));
    }

    [Fact]
    public void Conditions_look_at_the_first_64_KiB_of_a_message()
    {
        string start = new('x', MessageText.Longest - 3);
        Assert.True(DropWhere("message_contains: end").Drops(Entry(start + "end")));
        Assert.True(DropWhere("message_regex: end").Drops(Entry(start + "end")));
        Assert.False(DropWhere("message_contains: end").Drops(Entry(start + "xend")));
        Assert.False(DropWhere("message_regex: end").Drops(Entry(start + "xend")));
    }

    [Fact]
    public void The_regex_of_each_entry_sees_its_own_message()
    {
        EntryFilter filter = new(DropWhere("message_regex: ['^long', '^s$']"), new FilterState());
        List<Decision> decisions = Batch(filter, [Entry("long enough"), Entry("x"), Entry("s"), Entry("lon")]);
        Assert.Equal([FilterOutcome.Drop, FilterOutcome.Keep, FilterOutcome.Drop, FilterOutcome.Keep], decisions.Select(each => each.Outcome));
    }

    [Fact]
    public void A_regex_that_runs_out_of_time_counts_as_no_match_and_is_counted()
    {
        // The look-ahead takes it off the linear engine, and the nested repeats would try for years.
        EntryFilter filter = new(
            Rules("regex_timeout: 1ms\nrules:\n  - {name: slow, action: drop, match: {message_regex: '^(?=a)(a+)+$'}}"), new FilterState());
        Decision decision = Batch(filter, [Entry(new string('a', 64) + "!")])[0];
        Assert.Equal(new Decision(FilterOutcome.Keep, -1), decision);
        Assert.Equal(1, filter.RegexTimeouts);
    }

    [Fact]
    public void A_regex_that_runs_out_of_time_is_answered_all_the_same_where_it_can_be_without_trying_back()
    {
        EntryFilter filter = new(
            Rules("regex_timeout: 1ms\nrules:\n  - {name: slow, action: drop, match: {message_regex: '^(a+)+$'}}"), new FilterState());
        string many = new('a', 20_000);
        List<Decision> decisions = Batch(filter, [Entry(many + "!"), Entry(many), Entry("b")]);
        Assert.Equal([FilterOutcome.Keep, FilterOutcome.Drop, FilterOutcome.Keep], decisions.Select(each => each.Outcome));
        Assert.Equal(0, filter.RegexTimeouts);
    }

    [Theory]
    [InlineData("é", true)]
    [InlineData("È", false)]
    [InlineData("x", false)]
    [InlineData("q", true)]
    public void Rules_that_ask_for_other_texts_do_not_stand_in_each_others_way(string message, bool taken)
    {
        FilterRules rules = Rules(
            """
            rules:
              - {name: no, action: keep, match: {message_contains: [zz, yy], message_prefix: x}}
              - {name: any-case, action: drop, match: {message_contains: Q, ignore_case: true}}
              - {name: accent, action: drop, match: {message_contains: é}}
            """);
        Assert.Equal(taken, rules.Drops(Entry(message)));
    }
}
