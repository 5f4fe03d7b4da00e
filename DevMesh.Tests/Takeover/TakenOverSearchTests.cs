using System.Text.Json;
using DevMesh.Tests.Backfill;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Takeover;

/// <summary>An app on a database that was taken over.</summary>
public sealed class TakenOverSearchTests : IAsyncLifetime
{
    private readonly TestApp _app = new();

    public async Task InitializeAsync()
    {
        await _app.Database.InitializeAsync();
        await OldPlatform.CreateAsync(_app.Database, 400);
        await OldPlatform.CreateTemplatesAsync(_app.Database);
        await _app.Database.ExecuteAsync(
            "UPDATE log_events SET message = 'out of memory: killed process 4711 (python3)' WHERE id = 300");
        (int code, _, string error) = await Verb.RunAsync(
            _app.Database.ConnectionString, ["takeover"], ("BACKFILL_TEMPLATES_DELAY", "0s"), ("EMBEDDING_DIM", "512"));
        Assert.True(code == 0, error);
        await _app.StartAsync(("EMBEDDING_DIM", "512"));
    }

    public Task DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Old_logs_are_found_by_word_by_value_by_meaning_and_by_filter_and_new_ones_beside_them()
    {
        Assert.Equal("py:300", await CursorOfFirstAsync("/search/logs?query=killed+process&limit=1"));
        Assert.Equal("py:125", await CursorOfFirstAsync("/search/logs?query=10.0.7.125&limit=1&until=2026-10-01T00:04:00Z"));
        JsonElement templates = await _app.GetAsync("/search/templates?query=memory+killing&limit=1&examples=1");
        Assert.Contains("memory", Messages(templates, "template")[0], StringComparison.Ordinal);
        Assert.Equal(2, await WithValueAsync());
        Assert.Equal(50, Messages(await _app.GetAsync("/logs?node=node-3&limit=100"), "message").Count);
        Assert.Equal(400, (await _app.GetAsync("/stats")).GetProperty("logs").GetProperty("count").GetInt64());

        await _app.IngestAsync("node-3", new { timestamp = "2026-10-02T00:00:00Z", message = "login of user from 10.0.7.125" });
        Assert.Equal(3, await WithValueAsync());
        Assert.Equal(51, Messages(await _app.GetAsync("/logs?node=node-3&limit=100"), "message").Count);
        Assert.True(await new StoredLogs(_app.Database).CountsAgreeAsync());
    }

    private async Task<int> WithValueAsync() =>
        Messages(await _app.GetAsync("/search/logs?query=10.0.7.125&limit=10"), "message")
            .Count(message => message.EndsWith("10.0.7.125", StringComparison.Ordinal));

    private async Task<string?> CursorOfFirstAsync(string path)
    {
        JsonElement first = (await _app.GetAsync(path)).GetProperty("results")[0];
        return (await _app.GetAsync($"/logs/{first.GetProperty("id")}")).GetProperty("cursor").GetString();
    }

    private static List<string> Messages(JsonElement answer, string member) =>
        [.. answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty(member).GetString()!)];
}
