using DevMesh.Shipper.Filtering;

namespace DevMesh.Tests.Shipper.Filtering;

public sealed class FilterRulesTests
{
    private const string Fine =
        """
        collapse_repeats: false
        rules:
          - name: one
            action: drop
            match:
              service: a.service
          - name: two
            action: rate_limit
            limit: 5
            window: 1m
            by: identifier
            match: all

        """;

    [Fact]
    public void Parse_AFineFile_GivesItsRulesInOrder()
    {
        FilterRules rules = TestEntries.Rules(Fine);
        Assert.Equal(["one", "two"], rules.Rules.Select(each => each.Name));
        Assert.Equal(new RateLimit(5, 60_000_000, RateScope.Identifier), rules.Rules[1].Rate);
        Assert.False(rules.CollapseRepeats);
        Assert.Equal(Fine, rules.Text);
    }

    [Fact]
    public void Hash_IsOfTheText()
    {
        Assert.Matches("^[0-9a-f]{16}$", TestEntries.Rules(Fine).Hash);
        Assert.Equal(TestEntries.Rules(Fine).Hash, TestEntries.Rules(Fine).Hash);
        Assert.NotEqual(TestEntries.Rules(Fine).Hash, TestEntries.Rules(Fine + "# more\n").Hash);
    }

    [Fact]
    public void None_IsAFileLikeOthers()
    {
        FilterRules again = TestEntries.Rules(FilterRules.None.Text);
        Assert.Empty(again.Rules);
        Assert.False(again.CollapseRepeats);
    }

    [Fact]
    public void Parse_AnAlias_StandsForItsAnchor()
    {
        FilterRules rules = TestEntries.Rules(
            """
            rules:
              - {name: a, action: keep, match: {service: &ours [x.service, y.service], level: err}}
              - {name: b, action: drop, match: {service: *ours}}
            """);
        Assert.Equal(["x.service", "y.service"], rules.Rules[1].Match.Services.Select(each => each.Text));
    }

    [Theory]
    [InlineData("", 1, 1, "the file is empty; accepted: a mapping with the key rules; 'rules: []' keeps every entry")]
    [InlineData("# only words\n", 1, 1, "the file is empty")]
    [InlineData("---\n", 1, 1, "the file is empty")]
    [InlineData("text", 1, 1, "the file is 'text'; accepted: a mapping with the keys collapse_repeats, regex_timeout, rules")]
    [InlineData("collapse_repeats: true", 1, 1, "the file has no rules; accepted: a list of rules")]
    [InlineData("rules:\n", 1, 7, "rules is empty; accepted: a list of rules")]
    [InlineData("rules: {}", 1, 8, "rules is a mapping; accepted: a list of rules")]
    [InlineData("rules: []\nrule: []", 2, 1, "'rule' is no key of the file; did you mean rules?")]
    [InlineData("rules: []\nrules: []", 2, 1, "the key rules is there twice, first in line 1")]
    [InlineData("rules: []\ncollapse_repeats: yes", 2, 19, "collapse_repeats is 'yes'; accepted: true or false")]
    [InlineData("rules: []\nregex_timeout: 5s", 2, 16, "regex_timeout is '5s'; accepted: a number with ms, s, m, h or d, such as 500ms, 30s or 1m; 1ms to 1s")]
    [InlineData("rules: []\n---\nrules: []", 2, 1, "a second document begins here")]
    [InlineData("rules: [", 1, 9, "it is no YAML")]
    [InlineData("rules:\n  - name: a\n\t  action: drop", 3, 1, "a tab in the indentation; accepted: spaces")]
    [InlineData("rules:\n  - [a\n\n\n", 2, 7, "it is no YAML")]
    [InlineData("rules: *nothing", 1, 8, "the alias *nothing names no anchor above it")]
    [InlineData("? [a]\n: b\nrules: []", 1, 3, "a list is no key")]
    public void Parse_AWrongFile_IsToldWithItsPlace(string yaml, int line, int column, string message) =>
        AssertError(yaml, line, column, message);

    [Theory]
    [InlineData("- text", 3, 5, "a rule is 'text'; accepted: a mapping with the keys name, action, match")]
    [InlineData("- {action: drop, match: all}", 3, 5, "the rule has no name; accepted: 1 to 64 of A-Z a-z 0-9 . _ -")]
    [InlineData("- {name: a b, action: drop, match: all}", 3, 12, "name is 'a b'")]
    [InlineData("- {name: , action: drop, match: all}", 3, 12, "name is empty")]
    [InlineData("- {name: [a], action: drop, match: all}", 3, 12, "name is a list")]
    [InlineData("- {name: a, match: all}", 3, 5, "the rule has no action; accepted: keep, drop, sample, rate_limit")]
    [InlineData("- {name: a, action: drpo, match: all}", 3, 23, "action is 'drpo'; did you mean drop?; accepted: keep, drop, sample, rate_limit")]
    [InlineData("- {name: a, action: drop}", 3, 5, "the rule has no match; accepted: its conditions, or 'match: all' for every entry")]
    [InlineData("- {name: a, action: drop, match: {}}", 3, 36, "match is an empty mapping")]
    [InlineData("- {name: a, action: drop, match: every}", 3, 36, "match is 'every'")]
    [InlineData("- {name: a, action: drop, match: all, mach: 1}", 3, 41, "'mach' is no key of a rule; did you mean match?")]
    [InlineData("- {name: a, action: drop, match: all, limit: 1}", 3, 41, "limit belongs to 'action: rate_limit', and this rule's action is drop")]
    [InlineData("- {name: a, action: sample, match: all}", 3, 5, "the rule has no one_in; accepted: a whole number from 2 to 1000000")]
    [InlineData("- {name: a, action: sample, one_in: 1, match: all}", 3, 39, "one_in is '1'; accepted: a whole number from 2 to 1000000")]
    [InlineData("- {name: a, action: sample, one_in: -5, match: all}", 3, 39, "one_in is '-5'")]
    [InlineData("- {name: a, action: rate_limit, window: 1m, match: all}", 3, 5, "the rule has no limit")]
    [InlineData("- {name: a, action: rate_limit, limit: 5, match: all}", 3, 5, "the rule has no window")]
    [InlineData("- {name: a, action: rate_limit, limit: 5, window: 5, match: all}", 3, 53, "window is '5'; accepted: a number with ms, s, m, h or d")]
    [InlineData("- {name: a, action: rate_limit, limit: 5, window: 2d, match: all}", 3, 53, "window is '2d'")]
    [InlineData("- {name: a, action: rate_limit, limit: 5, window: 99999999999d, match: all}", 3, 53, "window is '99999999999d'")]
    [InlineData("- {name: a, action: rate_limit, limit: 5, window: 1m, by: unit, match: all}", 3, 61, "by is 'unit'; accepted: rule, service, identifier")]
    public void Parse_AWrongRule_IsToldWithItsPlace(string rule, int line, int column, string message) =>
        AssertError($"# rules\nrules:\n  {rule}", line, column, message);

    [Theory]
    [InlineData("servise: a", 6, 7, "'servise' is no key of match; did you mean service?; accepted: service, identifier, level")]
    [InlineData("service: ", 6, 15, "service is empty; accepted: a name, in which * stands for any text, or a list of such")]
    [InlineData("service: []", 6, 16, "service is an empty list, which no entry could match")]
    [InlineData("service: [a, [b]]", 6, 20, "service is a list")]
    [InlineData("identifier: {a: b}", 6, 19, "identifier is a mapping")]
    [InlineData("level: warnung", 6, 14, "level is 'warnung'; did you mean warning?; accepted: emerg, alert, crit")]
    [InlineData("level_or_worse: [err, info]", 6, 23, "level_or_worse is a list; accepted: one level")]
    [InlineData("level_or_milder: 8", 6, 24, "level_or_milder is '8'")]
    [InlineData("message_prefix: ''", 6, 23, "message_prefix is ''; accepted: text that the message begins with, or a list of such")]
    [InlineData("message_regex: 'a(b'", 6, 22, "message_regex 'a(b' is wrong: Not enough )'s")]
    [InlineData("message_regex: '[z-a]'", 6, 22, "message_regex '[z-a]' is wrong: [x-y] range in reverse order")]
    [InlineData("ignore_case: true", 6, 20, "ignore_case without a condition on the message")]
    [InlineData("message_contains: a\n      ignore_case: 1", 7, 20, "ignore_case is '1'; accepted: true or false")]
    [InlineData("level: info\n      level_or_worse: err", 6, 7, "no level meets all the level conditions of this rule")]
    public void Parse_AWrongCondition_IsToldWithItsPlace(string condition, int line, int column, string message) =>
        AssertError($"rules:\n  - name: a\n    action: drop\n    # why\n    match:\n      {condition}", line, column, message);

    [Fact]
    public void Parse_TwoRulesOfOneName_TellsWhereTheFirstIs() =>
        AssertError(
            "rules:\n  - {name: a, action: drop, match: {level: err}}\n  - {name: a, action: drop, match: {level: info}}",
            3, 12, "the name 'a' is taken by the rule in line 2; accepted: a name that no other rule has");

    [Fact]
    public void Parse_ManyErrors_TellsAllInTheOrderOfTheFile()
    {
        List<FilterError> errors = [];
        FilterRules? rules = FilterRules.Parse(
            """
            colapse_repeats: true
            rules:
              - name: a
                action: dorp
                match: {level: loud, message_regex: "("}
              - name: a
                action: sample
                match: {}
            """,
            errors);
        Assert.Null(rules);
        Assert.Equal([1, 4, 5, 5, 6, 6, 8], errors.Select(each => each.Line));
    }

    [Fact]
    public void Parse_AnyBeginningOrMutationOfAFile_IsToldAndNeverThrown()
    {
        const string Text =
            """
            # what is noise
            collapse_repeats: true
            rules:
              - name: one
                action: drop
                match: {service: &ours [a.service, 'b*.service'], level_or_milder: info, message_prefix: "x\ty"}
              - name: two
                action: rate_limit
                limit: 5
                window: 1m
                match: {service: *ours}
              - {name: three, action: sample, one_in: 7, match: {message_contains: >-
                  folded}}

            """;
        const string Special = "\t\n:{}[]'\"&*!|>%@\0\ud800- ";
        Random dice = new(1);
        for (int i = 0; i < 3000; i++)
        {
            char[] mutated = Text[..dice.Next(Text.Length)].ToCharArray();
            for (int changes = dice.Next(4); changes > 0 && mutated.Length > 0; changes--)
            {
                mutated[dice.Next(mutated.Length)] = Special[dice.Next(Special.Length)];
            }

            List<FilterError> errors = [];
            Assert.Equal(FilterRules.Parse(new string(mutated), errors) is null, errors.Count > 0);
        }
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Parse_DeepNesting_IsToldInsteadOfExhaustingTheStack(char open) =>
        AssertError("rules: " + new string(open, 50_000), 1, 24, "it is nested deeper than 16 levels");

    private static void AssertError(string yaml, int line, int column, string message)
    {
        List<FilterError> errors = [];
        Assert.Null(FilterRules.Parse(yaml, errors));
        FilterError error = Assert.Single(errors);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
    }
}
