using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using DevMesh.Functions.Http;
using DevMesh.Shipper.Shipping;
using DevMesh.Tests.Outages;
using DevMesh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Tests.Api;

/// <summary>Limits of the running app that depend on time, on others, or on what is stored.</summary>
public sealed class LimitApiTests : IAsyncLifetime
{
    private readonly TestApp _app = new();

    public Task InitializeAsync() => _app.Database.InitializeAsync();

    public Task DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_node_beyond_its_rate_is_told_when_to_come_back_and_the_shipper_waits_so_long()
    {
        await _app.StartAsync(("INGEST_NODE_RATE", "2"), ("INGEST_NODE_BURST", "5"));
        Assert.Equal(200, (int)(await _app.Http.SendAsync("gpu-node", 0, 25)).StatusCode);

        HttpResponseMessage refused = await _app.Http.SendAsync("gpu-node", 25, 1);
        JsonElement problem = await refused.ProblemAsync(429, "rate-exceeded");
        Assert.Equal(
            ("INGEST_NODE_RATE", 2, "node gpu-node"),
            (problem.Text("limit"), problem.GetProperty("maximum").GetInt32(), problem.Text("who")));
        TimeSpan asked = refused.Headers.RetryAfter!.Delta!.Value;
        Assert.InRange(asked, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(11));
        Assert.Equal($"INGEST_NODE_RATE: at most 2 logs a second; try again in {asked.TotalSeconds} s", problem.Text("detail"));
        Assert.Equal(200, (int)(await _app.Http.SendAsync("other-node", 0, 1)).StatusCode);

        // The shipper's own client takes it for something to be waited out, and its backoff never undercuts what was asked.
        IngestAnswer answer = await new IngestClient(_app.Http, TimeProvider.System).PostAsync(
            Gzipped.Of("""{"node":"gpu-node","logs":[{"timestamp":"2026-11-20T10:00:00Z","message":"m"}]}"""u8), default);
        Assert.Equal(Verdict.TryLater, answer.Verdict);
        Assert.InRange(answer.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(11));
        Assert.True(new Backoff(() => 0).Delay(1, answer.RetryAfter) >= answer.RetryAfter);
    }

    [Fact]
    public async Task A_body_that_does_not_arrive_in_time_is_given_up_and_its_memory_with_it()
    {
        await _app.StartAsync(("INGEST_BODY_TIMEOUT", "1s"));
        using TcpClient slow = new();
        Uri server = _app.Http.BaseAddress!;
        await slow.ConnectAsync(server.Host, server.Port);
        await slow.GetStream().WriteAsync("POST /ingest/logs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"u8.ToArray());
        using StreamReader reader = new(slow.GetStream(), Encoding.UTF8);
        string? status = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("HTTP/1.1 408 Request Timeout", status);
        string answer = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Contains("\"detail\":\"INGEST_BODY_TIMEOUT: at most 1000 ms for a body to arrive\"", answer,
            StringComparison.Ordinal);
        Assert.Equal(0, _app.Services.GetRequiredService<IngestGate>().Body.Budget!.Taken);
    }

    [Fact]
    public async Task Bodies_that_take_all_the_memory_there_is_for_them_send_others_away_until_they_are_done()
    {
        await _app.StartAsync(
            ("INGEST_MAX_IN_FLIGHT_BYTES", "1MiB"), ("INGEST_MAX_INFLATED_BYTES", "512KiB"), ("INGEST_MAX_BODY_BYTES", "512KiB"));
        MemoryBudget budget = _app.Services.GetRequiredService<IngestGate>().Body.Budget!;
        budget.Take(1024 * 1024 - 16 * 1024);
        Assert.Equal(200, (int)(await _app.Http.SendAsync("gpu-node", 0, 1)).StatusCode);

        budget.Take(16 * 1024);
        JsonElement problem = await (await _app.Http.SendAsync("gpu-node", 1, 1)).ProblemAsync(429, "too-busy");
        Assert.Equal("INGEST_MAX_IN_FLIGHT_BYTES: at most 1048576 bytes of bodies under way at once; try again in 1 s",
            problem.Text("detail"));
        Assert.Equal("client 127.0.0.1", problem.Text("who"));

        budget.GiveBack(1024 * 1024);
        Assert.Equal(200, (int)(await _app.Http.SendAsync("gpu-node", 1, 1)).StatusCode);
        Assert.Equal(0, budget.Taken);
    }

    [Fact]
    public async Task A_range_of_time_may_be_limited_for_lists_and_searches()
    {
        await _app.StartAsync(("QUERY_MAX_RANGE", "24h"));
        foreach (string path in new[] { "/logs?", "/search/logs?query=a&", "/search/templates?query=a&" })
        {
            await _app.GetAsync($"{path}since=2026-11-20T00:00:00Z&until=2026-11-21T00:00:00Z");
            foreach (string range in new[] { "", "until=2026-11-21T00:00:00Z",
                "since=2026-11-20T00:00:00Z&until=2026-11-21T00:00:01Z" })
            {
                JsonElement problem = await (await _app.Http.GetAsync(path + range)).ProblemAsync(400, "invalid-request");
                Assert.Equal(
                    ("since", "QUERY_MAX_RANGE", 86_400, "client 127.0.0.1"),
                    (problem.Text("field"), problem.Text("limit"), problem.GetProperty("maximum").GetInt32(),
                        problem.Text("who")));
            }
        }
    }

    [Fact]
    public async Task A_page_ends_where_it_would_hold_too_much_text_and_the_next_one_goes_on()
    {
        await _app.StartAsync(("QUERY_MAX_PAGE_BYTES", "256KiB"));
        Assert.Equal(200, (int)(await _app.Http.SendAsync("gpu-node", 0, 20, new string('x', 60_000) + " {0}")).StatusCode);
        foreach (string filter in new[] { "", "&node=gpu-node", "&contains=x" })
        {
            List<string> seen = [];
            string? cursor = null;
            do
            {
                JsonElement page = await _app.GetAsync($"/logs?limit=1000{filter}{(cursor is null ? "" : $"&cursor={cursor}")}");
                JsonElement[] logs = [.. page.GetProperty("results").EnumerateArray()];
                Assert.InRange(logs.Length, 1, 4);
                seen.AddRange(logs.Select(log => log.Text("message")[60_001..]));
                cursor = page.GetProperty("next_cursor").GetString();
                Assert.Equal(cursor is not null, page.GetProperty("partial").GetBoolean());
            }
            while (cursor is not null);

            Assert.Equal(Enumerable.Range(0, 20).Reverse().Select(i => $"{i}"), seen);
        }

        long id = (await _app.GetAsync("/logs?limit=1&until=2026-11-20T08:00:11Z")).GetProperty("results")[0].GetProperty(
            "id").GetInt64();
        JsonElement around = await _app.GetAsync($"/logs/{id}/context?before=1000&after=1000");
        Assert.Equal(["8", "9", "10", "11", "12"],
            around.GetProperty("results").EnumerateArray().Select(log => log.Text("message")[60_001..]));
    }

    [Fact]
    public async Task A_batch_larger_than_a_packet_of_the_database_is_stored_in_parts_and_as_one()
    {
        await _app.StartAsync(
            ("INGEST_MAX_INFLATED_BYTES", "32MiB"), ("INGEST_MAX_BODY_BYTES", "32MiB"), ("INGEST_MAX_IN_FLIGHT_BYTES", "64MiB"),
                ("EMBEDDING_DIM", "64"));
        string message = new('"', 60_000); // twice as long in JSON
        string[] entries = [.. Enumerable.Range(0, 200).Select(i =>
            $$"""{"timestamp":"2026-11-20T10:{{i / 60:00}}:{{i % 60:00}}Z","message":{{JsonSerializer.Serialize(message + i, Relaxed)}},"cursor":"c{{i}}"}""")];
        using ByteArrayContent batch = new(Encoding.UTF8.GetBytes($$"""{"node":"n","logs":[{{string.Join(',', entries)}}]}"""));
        for (int time = 0; time < 2; time++)
        {
            using HttpResponseMessage answer = await _app.Http.PostAsync("/ingest/logs", batch);
            JsonElement result = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
            Assert.Equal(
                time == 0 ? (200, 0) : (0, 200),
                (result.GetProperty("stored").GetInt32(), result.GetProperty("duplicates").GetInt32()));
        }

        Assert.Equal(200, await _app.Database.ScalarAsync<long>("SELECT SUM(count) FROM template_activity"));
    }

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
