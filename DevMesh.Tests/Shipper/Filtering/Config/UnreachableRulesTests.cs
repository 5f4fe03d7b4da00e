using DevMesh.Shipper.Filtering;

namespace DevMesh.Tests.Shipper.Filtering.Config;

public sealed class UnreachableRulesTests
{
    [Theory]
    [InlineData("all", "{service: a}")]
    [InlineData("all", "all")]
    [InlineData("{service: a}", "{service: a}")]
    [InlineData("{service: a}", "{service: a, level: err}")]
    [InlineData("{service: [a, b]}", "{service: b}")]
    [InlineData("{service: 'a*'}", "{service: abc}")]
    [InlineData("{service: 'a*'}", "{service: 'ab*c'}")]
    [InlineData("{identifier: a}", "{identifier: a, service: b}")]
    [InlineData("{level_or_milder: notice}", "{level: [info, debug]}")]
    [InlineData("{level_or_worse: err}", "{level_or_worse: crit, message_contains: x}")]
    [InlineData("{message_prefix: ab}", "{message_prefix: [abc, abd]}")]
    [InlineData("{message_contains: b}", "{message_contains: abc}")]
    [InlineData("{message_contains: b}", "{message_prefix: abc}")]
    [InlineData("{message_contains: B, ignore_case: true}", "{message_contains: abc}")]
    [InlineData("{message_regex: [x, y]}", "{message_regex: y, message_prefix: z}")]
    public void A_rule_that_one_above_always_takes_is_an_error(string above, string below)
    {
        List<FilterError> errors = [];
        Assert.Null(FilterRules.Parse(Yaml(above, below), errors));
        FilterError error = Assert.Single(errors);
        Assert.Equal((3, 5), (error.Line, error.Column));
        Assert.StartsWith("the rule below never takes an entry: above in line 2 takes all that it matches", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{service: a}", "all")]
    [InlineData("{service: a}", "{identifier: a}")]
    [InlineData("{service: a}", "{service: [a, b]}")]
    [InlineData("{service: 'a*'}", "{service: '*a'}")]
    [InlineData("{service: abc}", "{service: 'a*'}")]
    [InlineData("{level: err}", "{level_or_worse: err}")]
    [InlineData("{message_prefix: abc}", "{message_prefix: ab}")]
    [InlineData("{message_prefix: ab}", "{message_contains: ab}")]
    [InlineData("{message_contains: b}", "{message_contains: b, ignore_case: true}")]
    [InlineData("{message_contains: B}", "{message_contains: abc}")]
    [InlineData("{message_regex: x}", "{message_regex: y}")]
    [InlineData("{message_regex: x, message_prefix: a}", "{message_regex: x}")]
    public void A_rule_that_can_take_an_entry_is_fine(string above, string below) =>
        Assert.Equal(2, TestEntries.Rules(Yaml(above, below)).Rules.Count);

    private static string Yaml(string above, string below) =>
        $"rules:\n  - {{name: above, action: drop, match: {above}}}\n  - {{name: below, action: keep, match: {below}}}";
}
