using DevMesh.Tests.Backfill;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Commands;

/// <summary>The verbs of the timed jobs as processes, as one runs them by hand.</summary>
public sealed class JobCommandTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private readonly StoredLogs _logs = new(scratch);

    public async Task InitializeAsync()
    {
        await scratch.ClearAsync();
        await scratch.ExecuteAsync("DELETE FROM backfill_cursors");
        await _logs.AddAsync("disk failed", await _logs.TemplateAsync("foreign", "py-1"));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Templates_then_embeddings_then_the_safety_net()
    {
        (int code, string output, string error) = await RunAsync("backfill", "templates", "--batch-size", "50", "--delay", "2s");
        Assert.Equal(0, code);
        Assert.StartsWith("templates: 1 logs looked at, 1 given a template, 1 templates created in ", output, StringComparison.Ordinal);
        Assert.EndsWith("Nothing is left.\n", output, StringComparison.Ordinal);
        Assert.StartsWith("templates [", error, StringComparison.Ordinal);

        (code, output, _) = await RunAsync("backfill", "embeddings");
        Assert.Equal(0, code);
        Assert.StartsWith("embeddings: 1 vectors of templates stored in ", output, StringComparison.Ordinal); // of the foreign one

        (code, output, _) = await RunAsync("safety-net");
        Assert.Equal(0, code);
        Assert.StartsWith(
            "safety-net: 1 logs looked at, 0 given a template, 0 templates created; all counts agree; 0 vectors of templates stored in ",
            output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_are_listed_and_the_one_in_use_is_not_dropped()
    {
        await RunAsync("backfill", "embeddings");
        (int code, string output, _) = await RunAsync("models");
        Assert.Equal(0, code);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith("lexical-1  (search uses it)", lines[^1], StringComparison.Ordinal);
        string id = lines[^1].Trim().Split(' ')[0];

        (code, output, string error) = await RunAsync("models", "drop", id);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("search uses it; another one must be filled first", error, StringComparison.Ordinal);
        (code, _, error) = await RunAsync("models", "drop", "4711");
        Assert.Equal(1, code);
        Assert.Contains("no such model", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--batch-size", "0", "'0' is not accepted; accepted: a whole number from 1 to 10000")]
    [InlineData("--batch-size", "many", "'many' is not accepted")]
    [InlineData("--delay", "2", "'2' is not accepted; accepted: a duration such as 500ms, 2s or 0s, at most 10m")]
    public async Task A_wrong_option_says_what_is_accepted(string option, string value, string reason)
    {
        (int code, _, string error) = await RunAsync("backfill", "embeddings", option, value);
        Assert.Equal(1, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) =>
        Verb.RunAsync(scratch.ConnectionString, args);
}
