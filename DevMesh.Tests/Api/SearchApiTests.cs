using System.Net;
using System.Text.Json;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Api;

/// <summary>GET /search/logs, /search/templates, /templates and /templates/{id} over HTTP, against MariaDB.</summary>
[Trait("App", "any")]
public sealed class SearchApiTests(ApiApp app) : IClassFixture<ApiApp>, IAsyncLifetime
{
    private readonly string _hour = ApiApp.NewHour();
    private readonly string _node = ApiApp.NewNode();
    private readonly string _web = ApiApp.NewNode();

    public async Task InitializeAsync()
    {
        await app.ClearLogsAsync();
        await app.IngestAsync(
            _node,
            Log("00:01", "Container 3fa9c1d2e4b5 restarted by docker", "docker.service"),
            Log("00:02", "Container 77aa88bb99cc restarted by docker", "docker.service"),
            Log("00:03", "Failed password for admin from 10.0.0.9 port 4711 ssh2", "ssh.service"),
            Log("00:04", "Failed password for root from 10.0.0.9 port 4712 ssh2", "ssh.service"),
            Log("00:05", "Failed password for admin from 10.0.0.5 port 4713 ssh2", "ssh.service"),
            Log("00:06", "Started Docker Application Container Engine.", "docker.service"));
        await app.IngestAsync(_web, Log("00:07", "Out of memory: Killed process 4242 (python)", "kernel", "err"));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Docker_restart_finds_restarted_containers_on_top()
    {
        JsonElement answer = await SearchAsync("/search/logs?query=docker+restart&limit=5");
        Assert.Equal(
            ["query", "took_ms", "embedder", "results", "next_cursor"], answer.EnumerateObject().Select(member => member.Name));
        Assert.Equal("docker restart", answer.GetProperty("query").GetString());
        Assert.Equal("lexical-1", answer.GetProperty("embedder").GetString());
        JsonElement[] results = [.. answer.GetProperty("results").EnumerateArray()];
        Assert.Equal(
            ["Container 77aa88bb99cc restarted by docker", "Container 3fa9c1d2e4b5 restarted by docker"],
            results.Take(2).Select(Message));
        Assert.Equal(
            ["id", "timestamp", "received_at", "node", "service", "level", "message", "template_id", "score", "score_parts", "matched_by"],
            results[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(["meaning", "words"], results[0].GetProperty("matched_by").EnumerateArray().Select(leg => leg.GetString()));
    }

    [Theory]
    [InlineData("Failed password root", "Failed password for root from 10.0.0.9 port 4712 ssh2")]
    [InlineData("10.0.0.5", "Failed password for admin from 10.0.0.5 port 4713 ssh2")]
    [InlineData("3fa9c1d2e4b5", "Container 3fa9c1d2e4b5 restarted by docker")]
    public async Task The_exact_word_decides(string query, string message)
    {
        JsonElement answer = await SearchAsync($"/search/logs?query={Uri.EscapeDataString(query)}");
        Assert.Equal(message, Message(answer.GetProperty("results")[0]));
    }

    [Fact]
    public async Task A_value_finds_the_templates_whose_logs_hold_it_with_those_logs_as_examples()
    {
        JsonElement answer = await SearchAsync("/search/templates?query=10.0.0.5&examples=1");
        JsonElement found = Assert.Single(answer.GetProperty("results").EnumerateArray());
        Assert.StartsWith("Failed password", found.GetProperty("template").GetString(), StringComparison.Ordinal);
        Assert.Equal(["value"], found.GetProperty("matched_by").EnumerateArray().Select(leg => leg.GetString()));
        Assert.Equal(found.GetProperty("score").GetDouble(), found.GetProperty("score_parts").GetProperty("value").GetDouble());
        Assert.Equal(
            "Failed password for admin from 10.0.0.5 port 4713 ssh2",
            Message(Assert.Single(found.GetProperty("examples").EnumerateArray())));
    }

    [Fact]
    public async Task A_log_is_found_as_soon_as_it_is_stored()
    {
        for (int i = 0; i < 5; i++)
        {
            string word = ApiApp.NewWord();
            await app.IngestAsync(_web, Log($"01:0{i}", $"the {word} has left", "zoo"));
            JsonElement answer = await SearchAsync($"/search/logs?query={word}&limit=1");
            Assert.Equal($"the {word} has left", Message(Assert.Single(answer.GetProperty("results").EnumerateArray())));
        }
    }

    [Theory]
    [InlineData("node=WEB", "Out of memory: Killed process 4242 (python)")]
    [InlineData("level=err", "Out of memory: Killed process 4242 (python)")]
    [InlineData("service=kernel", "Out of memory: Killed process 4242 (python)")]
    [InlineData("since=HOUR:00:07Z", "Out of memory: Killed process 4242 (python)")]
    [InlineData("until=HOUR:00:02Z", "Container 3fa9c1d2e4b5 restarted by docker")]
    [InlineData("contains=3FA9", "Container 3fa9c1d2e4b5 restarted by docker")]
    public async Task Filters_hold_in_both_searches(string filter, string message)
    {
        const string query = "container+docker+memory+password";
        filter = filter.Replace("WEB", _web, StringComparison.Ordinal).Replace("HOUR", _hour, StringComparison.Ordinal);
        JsonElement logs = (await SearchAsync($"/search/logs?query={query}&{filter}")).GetProperty("results");
        Assert.Equal([message], logs.EnumerateArray().Select(Message));
        JsonElement templates = (await SearchAsync($"/search/templates?query={query}&{filter}")).GetProperty("results");
        JsonElement example = Assert.Single(Assert.Single(templates.EnumerateArray()).GetProperty("examples").EnumerateArray());
        Assert.Equal(message, Message(example));
    }

    [OwnAppFact(OwnApp.Whole)]
    public async Task A_template_is_answered_with_its_facts_and_examples()
    {
        JsonElement answer = await app.GetAsync("/search/templates?query=docker+restart&limit=1&examples=1");
        JsonElement found = Assert.Single(answer.GetProperty("results").EnumerateArray());
        Assert.Equal(
            ["template_id", "template", "score", "score_parts", "matched_by", "count", "first_seen", "last_seen", "nodes", "sparkline", "examples"],
            found.EnumerateObject().Select(member => member.Name));
        Assert.Equal(2, found.GetProperty("count").GetInt32());
        Assert.Equal(_node, Assert.Single(found.GetProperty("nodes").EnumerateArray()).GetString());
        Assert.Equal(24, found.GetProperty("sparkline").GetArrayLength());
        Assert.Equal(2, found.GetProperty("sparkline")[23].GetInt32());
        Assert.Equal(
            "Container 77aa88bb99cc restarted by docker",
            Message(Assert.Single(found.GetProperty("examples").EnumerateArray())));
    }

    [Theory]
    [InlineData("/search/logs")]
    [InlineData("/search/templates")]
    public async Task Pages_hold_every_result_once(string route)
    {
        const string query = "query=container+password+memory+docker";
        JsonElement whole = await SearchAsync($"{route}?{query}&limit=100");
        List<string> paged = [];
        string? cursor = null;
        do
        {
            JsonElement page = await SearchAsync($"{route}?{query}&limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            paged.AddRange(page.GetProperty("results").EnumerateArray().Select(result => result.GetRawText()));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(whole.GetProperty("results").EnumerateArray().Select(result => result.GetRawText()), paged);
    }

    [Theory]
    [InlineData("/search/logs", "query")]
    [InlineData("/search/logs?query=", "query")]
    [InlineData("/search/logs?query=a&limit=0", "limit")]
    [InlineData("/search/logs?query=a&cursor=abc", "cursor")]
    [InlineData("/search/logs?query=a&examples=3", "examples")]
    [InlineData("/search/templates?query=a&examples=21", "examples")]
    [InlineData("/search/templates?query=a&novel_since=yesterday", "novel_since")]
    [InlineData("/search/templates?query=a&node=a+b", "node")]
    [InlineData("/templates?sort=size", "sort")]
    [InlineData("/templates?cursor=abc", "cursor")]
    [InlineData("/templates/abc", "id")]
    public async Task A_wrong_parameter_is_named(string path, string field)
    {
        using HttpResponseMessage response = await app.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        JsonElement problem = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_cursor_of_another_search_is_refused()
    {
        JsonElement page = await SearchAsync("/search/logs?query=password&limit=1");
        string cursor = page.GetProperty("next_cursor").GetString()!;
        using HttpResponseMessage response = await app.Http.GetAsync($"/search/logs?query=memory&limit=1&cursor={cursor}");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [OwnAppTheory(OwnApp.Whole)]
    [InlineData("count", "Failed password")]
    [InlineData("recent", "Out of memory")]
    [InlineData("novel", "Out of memory")]
    public async Task Templates_are_listed_in_the_order_asked_for(string sort, string first)
    {
        JsonElement page = await app.GetAsync($"/templates?sort={sort}&limit=1");
        JsonElement template = Assert.Single(page.GetProperty("results").EnumerateArray());
        Assert.StartsWith(first, template.GetProperty("template").GetString(), StringComparison.Ordinal);

        List<long> ids = [template.GetProperty("template_id").GetInt64()];
        while (page.GetProperty("next_cursor").GetString() is string cursor)
        {
            page = await app.GetAsync($"/templates?sort={sort}&limit=1&cursor={cursor}");
            ids.Add(Assert.Single(page.GetProperty("results").EnumerateArray()).GetProperty("template_id").GetInt64());
        }

        Assert.Equal(await app.Own.Database.ScalarAsync<int>("SELECT COUNT(*) FROM log_templates"), ids.Distinct().Count());
    }

    [OwnAppFact(OwnApp.Database)]
    public async Task One_template_is_answered_by_its_id()
    {
        long id = await app.Own.Database.ScalarAsync<long>("SELECT id FROM log_templates WHERE canonical_text LIKE 'Out of memory%'");
        JsonElement template = await app.GetAsync($"/templates/{id}");
        Assert.Equal(id, template.GetProperty("template_id").GetInt64());
        Assert.Equal(1, template.GetProperty("count").GetInt32());
        Assert.Equal("lexical-1", template.GetProperty("embedding_model").GetString());
        Assert.Equal(4096, template.GetProperty("embedding_dim").GetInt32());
    }

    [Fact]
    public async Task An_unknown_template_is_a_404()
    {
        using HttpResponseMessage response = await app.Http.GetAsync("/templates/999999999");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private object Log(string time, string message, string service, string level = "info") =>
        new { timestamp = $"{_hour}:{time}Z", message, service, level };

    /// <summary>A search among the logs of this test alone.</summary>
    private Task<JsonElement> SearchAsync(string path) => app.GetAsync(
        path
        + (path.Contains("since=", StringComparison.Ordinal) ? "" : $"&since={_hour}:00:00Z")
        + (path.Contains("until=", StringComparison.Ordinal) ? "" : $"&until={_hour}:59:59Z"));

    private static string? Message(JsonElement log) => log.GetProperty("message").GetString();
}
