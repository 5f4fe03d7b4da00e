using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Running;
using DevMesh.Shipper.Shipping;
using DevMesh.Tests.Support;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.Shipper.Running;

public sealed class RulesInForceTests : IDisposable
{
    private const string One = "rules: [{ name: one, action: drop, match: { service: a } }]\n";
    private const string Two = "rules: [{ name: two, action: drop, match: { service: b } }]\n";

    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _log = new();
    private readonly RulesInForce _rules;

    public RulesInForceTests() =>
        _rules = new RulesInForce(_folder["filter.yaml"], new PositionFile(_folder.Path), _log.Logger<RulesInForce>());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_file_the_built_in_rules_are_in_force()
    {
        RulesInForce rules = new(null, null, _log.Logger<RulesInForce>());

        Assert.Empty(rules.Load());
        Assert.Same(FilterRules.Default, rules.Find(null));
    }

    [Fact]
    public void A_reload_takes_the_new_rules()
    {
        Load(One);

        File.WriteAllText(_folder["filter.yaml"], Two);
        Assert.Equal("one", Name(_rules.Find(null)));
        _rules.Reload();

        Assert.Equal("two", Name(_rules.Find(null)));
        Assert.Null(_rules.Trouble);
        Assert.Contains("new filter rules are in force", Assert.Single(_log.All).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reload_of_the_same_file_says_so()
    {
        Load(One);
        _rules.Reload();

        Assert.Contains("as before", Assert.Single(_log.All).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_file_leaves_the_old_rules_in_force_and_names_every_mistake()
    {
        Load(One);

        File.WriteAllText(_folder["filter.yaml"], "rules:\n  - name: x\n    action: explode\n    match: { servise: a }\n");
        _rules.Reload();

        Assert.Equal("one", Name(_rules.Find(null)));
        LogLine[] errors = [.. _log.All.Where(each => each.Level == LogLevel.Error)];
        Assert.Contains(errors, each => each.Message.StartsWith($"{_folder["filter.yaml"]}:3:13: ", StringComparison.Ordinal));
        Assert.Contains(errors, each => each.Message.StartsWith($"{_folder["filter.yaml"]}:4:14: ", StringComparison.Ordinal));
        Assert.Contains("the old ones stay in force", _rules.Trouble, StringComparison.Ordinal);

        File.WriteAllText(_folder["filter.yaml"], Two);
        _rules.Reload();
        Assert.Equal("two", Name(_rules.Find(null)));
        Assert.Null(_rules.Trouble);
    }

    [Fact]
    public void One_mistake_is_told_as_one()
    {
        Load(One);
        File.Delete(_folder["filter.yaml"]);

        _rules.Reload();

        Assert.StartsWith(
            "a mistake in the filter rules, the old ones stay in force: ", _rules.Trouble, StringComparison.Ordinal);
        Assert.EndsWith($"{_folder["filter.yaml"]}: there is no such file; accepted: a YAML file of filter rules",
            _rules.Trouble, StringComparison.Ordinal);
        Assert.Equal("one", Name(_rules.Find(null)));
    }

    [Fact]
    public void A_file_that_is_not_UTF8_is_a_mistake_with_its_place()
    {
        File.WriteAllBytes(_folder["filter.yaml"], [.. "# caf"u8, 0xE9, .. "\nrules: []\n"u8]);

        Assert.Contains(
            $"{_folder["filter.yaml"]}:1:6: the byte 0xe9 is not UTF-8", Assert.Single(_rules.Load()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_rules_of_a_batch_of_the_last_run_are_found_by_their_hash()
    {
        Load(Two);
        FilterRules before = FilterRules.Parse(One, [])!;
        new PositionFile(_folder.Path).KeepRules(before.Hash, before.Text);

        Assert.Equal("one", Name(_rules.Find(before.Hash)));
        Assert.Equal("two", Name(_rules.Find(_rules.Find(null).Hash)));
        Assert.Same(FilterRules.Default, _rules.Find(FilterRules.Default.Hash));
        Assert.Same(FilterRules.None, _rules.Find(FilterRules.None.Hash));
        Assert.Empty(_log.All);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("rules: [broken")]
    public void Rules_that_are_kept_no_more_are_replaced_by_those_in_force_and_it_is_told(string? kept)
    {
        Load(Two);
        if (kept is not null)
        {
            new PositionFile(_folder.Path).KeepRules("0123456789abcdef", kept);
        }

        Assert.Equal("two", Name(_rules.Find("0123456789abcdef")));
        Assert.Contains("0123456789abcdef", Assert.Single(_log.All).Message, StringComparison.Ordinal);
    }

    private static string Name(FilterRules rules) => Assert.Single(rules.Rules).Name;

    private void Load(string yaml)
    {
        File.WriteAllText(_folder["filter.yaml"], yaml);
        Assert.Empty(_rules.Load());
    }
}
