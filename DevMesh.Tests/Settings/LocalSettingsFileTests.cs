using DevMesh.Functions.Settings;

namespace DevMesh.Tests.Settings;

public sealed class LocalSettingsFileTests
{
    [Fact]
    public void Values_are_settings_and_scalars_become_text()
    {
        IReadOnlyDictionary<string, string> values = LocalSettingsFile.Parse(
            """
            {
              // comments and trailing commas are what func takes, too
              "IsEncrypted": false,
              "Values": { "A": "text", "B": 5, "C": true, "D": null, },
              "ConnectionStrings": { "X": "y" },
            }
            """,
            "f");
        Assert.Equal([("A", "text"), ("B", "5"), ("C", "True"), ("D", "")], values.Select(each => (each.Key, each.Value)).Order());
    }

    [Theory]
    [InlineData("{", "f: ")]
    [InlineData("[]", "f: has no object \"Values\"")]
    [InlineData("{}", "f: has no object \"Values\"")]
    [InlineData("""{"Values":[]}""", "f: has no object \"Values\"")]
    [InlineData("""{"IsEncrypted":true,"Values":{}}""", "f: is encrypted")]
    [InlineData("""{"Values":{"A":{}}}""", "f: A is an object or a list")]
    public void What_cannot_be_read_is_told(string json, string error) =>
        Assert.StartsWith(error, Assert.Throws<SettingsException>(() => LocalSettingsFile.Parse(json, "f")).Errors[0], StringComparison.Ordinal);
}
