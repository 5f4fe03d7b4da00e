using DevMesh.Domain.Takeover;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Takeover;

public sealed class TakeoverDocsTests
{
    [Fact]
    public async Task The_table_of_names_in_the_docs_is_the_one_that_is_used()
    {
        string[] rows = [.. (await File.ReadAllLinesAsync(Repository.File("docs/takeover.md")))
            .SkipWhile(line => !line.StartsWith("| DevMesh |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))];
        Assert.Equal(
            ColumnNames.OfLogs.Select(each => string.Join(", ", each.Names.Select(name => $"`{name}`"))),
            rows.Select(row => row.Split('|')[2].Split(':')[0].Trim()));
    }
}
