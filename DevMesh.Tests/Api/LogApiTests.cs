using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Api;

/// <summary>GET /logs, /logs/{id}, /logs/{id}/context, /nodes and /stats over HTTP, against MariaDB.</summary>
[Trait("App", "any")]
public sealed class LogApiTests(ApiApp app) : IClassFixture<ApiApp>, IAsyncLifetime
{
    private readonly string _node = ApiApp.NewNode();

    public async Task InitializeAsync()
    {
        await app.ClearLogsAsync();
        await app.IngestAsync(
            _node,
            [.. Enumerable.Range(0, 30).Select(i => (object)new
            {
                timestamp = $"2026-11-20T10:00:{i:00}Z",
                message = $"step {i} done",
                level = i % 10 == 0 ? "err" : "info",
                service = "job.service",
                cursor = $"c{i}",
                fields = new { _PID = "42" },
            })]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Pages_run_from_the_newest_to_the_oldest_without_gap_or_overlap()
    {
        List<string> seen = [];
        string? cursor = null;
        do
        {
            JsonElement page = await app.GetAsync($"/logs?node={_node}&limit=8{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.GetProperty("results").EnumerateArray().Select(log => log.GetProperty("message").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 30).Reverse().Select(i => $"step {i} done"), seen);
    }

    [Fact]
    public async Task A_log_in_a_list_has_the_members_of_the_contract()
    {
        JsonElement log = (await app.GetAsync($"/logs?node={_node}&limit=1")).GetProperty("results")[0];

        Assert.Equal(
            ["id", "timestamp", "received_at", "node", "service", "level", "message", "template_id"],
            log.EnumerateObject().Select(member => member.Name));
        Assert.Equal("2026-11-20T10:00:29.000000Z", log.GetProperty("timestamp").GetString());
        Assert.Equal((_node, "job.service", "info"), (Text(log, "node"), Text(log, "service"), Text(log, "level")));
    }

    [Fact]
    public async Task A_single_log_adds_cursor_fields_and_flags()
    {
        long id = (await app.GetAsync($"/logs?node={_node}&limit=1")).GetProperty("results")[0].GetProperty("id").GetInt64();
        JsonElement log = await app.GetAsync($"/logs/{id}");

        Assert.Equal("c29", Text(log, "cursor"));
        Assert.Equal("42", Text(log.GetProperty("fields"), "_PID"));
        Assert.Equal(0, log.GetProperty("flags").GetArrayLength());
    }

    [Fact]
    public async Task Context_surrounds_a_log_on_its_node()
    {
        JsonElement[] logs = [.. (await app.GetAsync($"/logs?node={_node}&limit=30")).GetProperty("results").EnumerateArray()];
        long id = logs.Single(log => Text(log, "message") == "step 15 done").GetProperty("id").GetInt64();

        JsonElement context = await app.GetAsync($"/logs/{id}/context?before=2&after=1");

        Assert.Equal(
            ["step 13 done", "step 14 done", "step 15 done", "step 16 done"],
            context.GetProperty("results").EnumerateArray().Select(log => Text(log, "message")!));
    }

    [Theory]
    [InlineData("level=error", 3)]
    [InlineData("level=info&service=job.service", 20)]
    [InlineData("since=2026-11-20T10:00:05Z&until=2026-11-20T10:00:07Z", 2)]
    [InlineData("contains=STEP%201", 11)]
    public async Task Filters_apply(string query, int count) =>
        Assert.Equal(count, (await app.GetAsync($"/logs?node={_node}&{query}")).GetProperty("results").GetArrayLength());

    [Fact]
    public async Task A_node_that_sent_nothing_has_no_logs() =>
        Assert.Equal(0, (await app.GetAsync($"/logs?node={ApiApp.NewNode()}")).GetProperty("results").GetArrayLength());

    [Theory]
    [InlineData("/logs?limit=0", 400, "limit")]
    [InlineData("/logs?limit=1001", 400, "limit")]
    [InlineData("/logs?limit=ten", 400, "limit")]
    [InlineData("/logs?level=loud", 400, "level")]
    [InlineData("/logs?since=yesterday", 400, "since")]
    [InlineData("/logs?since=2026-11-20T10:00:00", 400, "since")]
    [InlineData("/logs?since=2026-11-20T10:00:00Z&until=2026-11-20T10:00:00Z", 400, "until")]
    [InlineData("/logs?node=a%20b", 400, "node")]
    [InlineData("/logs?service=", 400, "service")]
    [InlineData("/logs?template_id=-1", 400, "template_id")]
    [InlineData("/logs?cursor=nonsense", 400, "cursor")]
    [InlineData("/logs?nod=gpu-node", 400, "nod")]
    [InlineData("/logs?limit=1&limit=2", 400, "limit")]
    [InlineData("/logs/abc", 400, "id")]
    [InlineData("/logs/99999999", 404, null)]
    [InlineData("/logs/1/context?before=-1", 400, "before")]
    [InlineData("/nodes?x=1", 400, "x")]
    public async Task A_wrong_request_gets_a_problem_that_names_the_part(string path, int status, string? field)
    {
        JsonElement problem = await ProblemAsync(path, status);
        Assert.Equal(field, problem.TryGetProperty("field", out JsonElement named) ? named.GetString() : null);
    }

    [OwnAppFact(OwnApp.SelfHost)]
    public async Task An_unknown_route_gets_a_problem() =>
        Assert.Equal("urn:devmesh:error:unknown-route", Text(await ProblemAsync("/no/such/route", 404), "type"));

    [OwnAppFact(OwnApp.SelfHost)]
    public async Task A_wrong_method_is_told_the_right_one()
    {
        using HttpResponseMessage response = await app.Http.PostAsync("/logs", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("GET", response.Content.Headers.Allow.Single());
    }

    [OwnAppFact(OwnApp.Settings)]
    public async Task Nodes_shows_who_sends_and_who_is_expected()
    {
        JsonElement[] nodes = [.. (await app.GetAsync("/nodes")).GetProperty("results").EnumerateArray()];

        Assert.Equal(
            [$"{_node} sending", "gpu-node pending", "monitoring-vm pending"],
            nodes.Select(node => $"{Text(node, "node")} {Text(node, "state")}"));
        Assert.Equal("2026-11-20T10:00:00.000000Z", Text(nodes[0], "first_log"));
        Assert.Equal("2026-11-20T10:00:29.000000Z", Text(nodes[0], "last_log"));
        Assert.Equal(30, nodes[0].GetProperty("logs").GetInt64());
    }

    [OwnAppFact(OwnApp.Whole)]
    public async Task Stats_counts_what_is_there()
    {
        JsonElement stats = await app.GetAsync("/stats");

        Assert.Equal(30, stats.GetProperty("logs").GetProperty("count").GetInt64());
        Assert.Equal(1, stats.GetProperty("templates").GetProperty("count").GetInt64());
        Assert.Equal(30, stats.GetProperty("compression_ratio").GetDouble());
    }

    /// <summary>The problem that a GET is answered with, which carries the id of the request.</summary>
    private async Task<JsonElement> ProblemAsync(string path, int status)
    {
        using HttpResponseMessage response = await app.Http.GetAsync(path);
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), Text(problem, "request_id"));
        return problem;
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
