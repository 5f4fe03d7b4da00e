using DevMesh.Shipper.Filtering;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Filtering;

/// <summary>docs/filtering.md says what the code does.</summary>
public sealed class FilteringDocsTests
{
    private static readonly string Docs = File.ReadAllText(Repository.File("docs/filtering.md"));

    [Fact]
    public void The_example_is_a_file_that_is_right()
    {
        string yaml = Docs.Split("```yaml\n")[1].Split("```")[0];
        Assert.Equal(["cron-of-alice", "chatty-api"], TestEntries.Rules(yaml).Rules.Select(each => each.Name));
    }

    [Fact]
    public void Every_key_that_an_error_names_as_accepted_is_described()
    {
        List<FilterError> errors = [];
        Assert.Null(FilterRules.Parse("x: 1\nrules:\n  - x: 1\n    name: a\n    action: drop\n    match: {x: 1}", errors));
        string[] keys = [.. errors.SelectMany(each => each.Accepted.Split(", "))];
        Assert.InRange(keys.Length, 15, 30);
        Assert.All(keys, key => Assert.Contains($"`{key}`", Docs, StringComparison.Ordinal));
    }
}
