using System.Text.Json;
using DevMesh.Functions.Settings;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Settings;

/// <summary>What the docs and the sample say about settings is what the app reads.</summary>
public sealed class SettingsDocsTests
{
    /// <summary>What the sample sets for the Functions host itself.</summary>
    private static readonly string[] OfTheHost = ["FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsSecretStorageType"];

    [Fact]
    public void The_docs_have_the_table_of_the_declaration()
    {
        string docs = File.ReadAllText(Repository.File("docs/settings.md"));
        Assert.EndsWith("\n\n" + SettingsTable.Markdown(), docs, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sample_has_every_setting_in_order_and_nothing_else() =>
        Assert.Equal(
            string.Join('\n', Setting.All.Select(each => each.Name)),
            string.Join('\n', Sample().Keys.Except(OfTheHost, StringComparer.Ordinal)));

    [Fact]
    public void The_sample_has_the_defaults()
    {
        IReadOnlyDictionary<string, string> sample = Sample();
        foreach (Setting each in Setting.All.Where(each => !each.Required))
        {
            Assert.Equal((each.Name, each.Default ?? ""), (each.Name, sample[each.Name]));
        }
    }

    [Fact]
    public void The_sample_is_accepted_without_a_warning() => Assert.Empty(SettingsReader.Read(Sample()).Warnings);

    [Fact]
    public void Every_default_is_accepted_by_its_own_setting()
    {
        DevMeshSettings settings = SettingsReader.Read(Sample()).Settings;
        foreach (Setting each in Setting.All.Where(each => each.Default is not null))
        {
            Assert.Null(each.Apply(settings, each.Default!));
        }
    }

    private static IReadOnlyDictionary<string, string> Sample()
    {
        string path = Repository.File("local.settings.sample.json");
        using JsonDocument strict = JsonDocument.Parse(File.ReadAllText(path)); // without comments: other tools read it too
        return LocalSettingsFile.Parse(strict.RootElement.GetRawText(), path);
    }
}
