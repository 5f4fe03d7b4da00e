using System.Text.Json;
using DevMesh.Tests.Gateway;
using DevMesh.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace DevMesh.Tests.Api;

/// <summary>The app with a gateway that embeds, over HTTP, against MariaDB.</summary>
public sealed class GatewayApiTests : IAsyncLifetime
{
    private readonly TestApp _app = new();
    private FakeGateway _gateway = null!;

    public async Task InitializeAsync()
    {
        _gateway = await FakeGateway.StartAsync();
        await _app.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task A_gateway_that_is_set_later_takes_over_when_every_template_is_embedded()
    {
        await IngestAsync("disk failed");
        await IngestAsync("kernel panic");
        Assert.Equal("lexical-1", await EmbedderOfSearchAsync());

        await RestartWithGatewayAsync();
        await UntilAsync(async () => await EmbedderOfSearchAsync() == "nomic");

        Assert.Equal(2, await _app.Database.ScalarAsync<int>(
            "SELECT COUNT(*) FROM log_templates WHERE embedding_model = 'nomic' AND embedding_dim = 4"));
        await IngestAsync("fan stopped");
        await UntilAsync(async () => await _app.Database.ScalarAsync<int>(
            "SELECT COUNT(*) FROM log_templates WHERE embedding_model = 'nomic'") == 3);
    }

    [Fact]
    public async Task Ingest_and_search_go_on_while_the_gateway_is_down()
    {
        bool down = true;
        _gateway.Answer = (context, body) =>
        {
            if (!down)
            {
                return FakeGateway.WriteAsync(
                    context,
                    body.GetProperty("input").EnumerateArray().Select((text, i) => FakeGateway.Data(i, FakeGateway.VectorOf(text.GetString()!))));
            }

            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };
        await RestartWithGatewayAsync();

        await IngestAsync("kernel panic");
        JsonElement found = await _app.GetAsync("/search/logs?query=kernel+panic");
        Assert.Equal("kernel panic", found.GetProperty("results")[0].GetProperty("message").GetString());
        await UntilAsync(async () => (await _app.GetAsync("/health")).GetProperty("status").GetString() == "degraded");
        await UntilAsync(async () => (await TimerAsync("embeddings")).GetProperty("outcome").GetString()?.Contains("the model gateway", StringComparison.Ordinal) == true);
        JsonElement gateway = (await _app.GetAsync("/stats")).GetProperty("gateway");
        Assert.Equal("degraded", gateway.GetProperty("state").GetString());
        Assert.Contains("answered 500", gateway.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("Z", gateway.GetProperty("since").GetString(), StringComparison.Ordinal);

        down = false;
        await UntilAsync(async () => await EmbedderOfSearchAsync() == "nomic");
        await UntilAsync(async () => (await _app.GetAsync("/health")).GetProperty("status").GetString() == "ok");
        Assert.Equal(
            """{"state":"ok","since":null,"detail":null}""", (await _app.GetAsync("/stats")).GetProperty("gateway").GetRawText());
    }

    [Fact]
    public async Task Stats_show_every_timer_with_its_progress_and_logs_that_wait_for_a_vector()
    {
        await IngestAsync("disk failed");
        Assert.Equal(
            ["embeddings", "retention", "safety-net", "templates"],
            (await _app.GetAsync("/stats")).GetProperty("timers").EnumerateArray().Select(timer => timer.GetProperty("name").GetString()));

        await RestartWithGatewayAsync(("EMBED_LOGS", "true"));
        await UntilAsync(async () => (await _app.GetAsync("/stats")).GetProperty("logs").GetProperty("embedded").GetInt64() == 1);
        await UntilAsync(async () => (await TimerAsync("embeddings")).GetProperty("last_finished").ValueKind == JsonValueKind.String);
        JsonElement progress = (await TimerAsync("embeddings")).GetProperty("progress");
        Assert.Equal(
            ["done", "left", "per_second", "seconds_left", "at"], progress.EnumerateObject().Select(member => member.Name));
        Assert.Equal(0, progress.GetProperty("left").GetInt64());
        Assert.Equal(0, (await _app.GetAsync("/stats")).GetProperty("logs").GetProperty("pending_embedding").GetInt64());
    }

    private async Task<JsonElement> TimerAsync(string name) =>
        (await _app.GetAsync("/stats")).GetProperty("timers").EnumerateArray().Single(timer => timer.GetProperty("name").GetString() == name);

    private async Task RestartWithGatewayAsync(params (string Name, string Value)[] more)
    {
        await _app.StopAsync();
        await _app.StartAsync([
            .. more,
            ("GATEWAY_URL", _gateway.Url.AbsoluteUri),
            ("EMBEDDING_MODEL", "nomic"),
            ("EMBEDDING_DIM", "4"),
            ("GATEWAY_BREAK", "500ms"),
            ("BACKFILL_DELAY", "0s"),
            ("BACKFILL_EMBEDDINGS_SCHEDULE", "* * * * * *"),
        ]);
    }

    private Task<System.Text.Json.JsonElement> IngestAsync(string message) =>
        _app.IngestAsync("web", new { timestamp = "2026-11-20T10:00:00Z", message });

    private async Task<string?> EmbedderOfSearchAsync() =>
        (await _app.GetAsync("/search/logs?query=kernel+panic")).GetProperty("embedder").GetString();

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
