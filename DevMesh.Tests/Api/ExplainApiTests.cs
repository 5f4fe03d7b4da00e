using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DevMesh.Tests.Gateway;
using DevMesh.Tests.Monitoring;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Api;

/// <summary>POST /explain and the routes of incidents over HTTP, against MariaDB.</summary>
public sealed class ExplainApiTests : IClassFixture<TestApp>, IAsyncLifetime
{
    private const string Window = "\"since\": \"2026-11-20T03:00:00Z\", \"until\": \"2026-11-20T04:00:00Z\"";

    private readonly TestApp _app;
    private FakeGateway _gateway = null!;

    public ExplainApiTests(TestApp app) => _app = app;

    public async Task InitializeAsync()
    {
        _gateway = await FakeGateway.StartAsync();
        await _app.Database.ClearLogsAsync();
        await _app.Database.ExecuteAsync("DELETE FROM incidents");
        DateTime start = new(2026, 11, 18, 0, 0, 0, DateTimeKind.Utc);
        await _app.IngestAsync("db", [
            .. Enumerable.Range(0, 300).Select(i => Log(start.AddMinutes(i * 11), "checkpoint complete: wrote 12 buffers", "postgresql.service", "info")),
            Log(new DateTime(2026, 11, 20, 3, 10, 0, DateTimeKind.Utc), "EXT4-fs warning (device sda1): No space left on device", "kernel", "err"),
            Log(new DateTime(2026, 11, 20, 3, 10, 2, DateTimeKind.Utc), "could not write to file \"base/pgsql_tmp\": No space left on device", "postgresql.service", "crit"),
            Log(new DateTime(2026, 11, 20, 3, 10, 3, DateTimeKind.Utc), "postgresql.service: Main process exited, code=exited, status=1/FAILURE", "systemd", "err"),
        ]);
    }

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Fact]
    public async Task A_question_is_answered_with_verdict_cause_and_the_lines_that_show_it()
    {
        JsonElement answer = await ExplainAsync($$"""{"question": "why did the database on db stop?", {{Window}}}""");
        Assert.Equal(
            [
                "id", "question", "window", "nodes", "services", "verdict", "summary", "likely_cause", "cause_kind", "chain", "ruled_out",
                "next_checks", "written_by", "model", "removed_claims", "note", "similar", "evidence", "took_ms",
            ],
            answer.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ("explained", "disk full", "plain"),
            (Text(answer, "verdict"), Text(answer, "cause_kind"), Text(answer, "written_by")));
        long id = answer.GetProperty("likely_cause").GetProperty("log_ids")[0].GetInt64();
        Assert.Contains("No space left on device", Text(await _app.GetAsync($"/logs/{id}"), "message"), StringComparison.Ordinal);
        Assert.Equal("given", Text(answer.GetProperty("window"), "source"));
        Assert.Equal(["db"], answer.GetProperty("nodes").EnumerateArray().Select(node => node.GetString()));
    }

    [Fact]
    public async Task A_quiet_window_is_healthy()
    {
        JsonElement answer = await ExplainAsync("""{"since": "2026-11-19T10:00:00Z", "until": "2026-11-19T11:00:00Z", "node": "db"}""");
        Assert.Equal("healthy", Text(answer, "verdict"));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("likely_cause").ValueKind);
    }

    [Fact]
    public async Task Events_come_with_the_evidence_first_and_the_answer_last()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/explain");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Content = new StringContent($$"""{"question": "why did db stop?", {{Window}}}""");
        using HttpResponseMessage response = await _app.Http.SendAsync(request);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        string[] events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["event: step", "event: step", "event: evidence", "event: explanation"], events.Select(each => each.Split('\n')[0]));
        JsonElement evidence = JsonElement.Parse(DataOf(events[2]));
        Assert.Equal("explained", Text(evidence.GetProperty("findings"), "verdict"));
        Assert.NotEqual(0, evidence.GetProperty("evidence").GetProperty("timeline").GetArrayLength());
        Assert.Equal("disk full", Text(JsonElement.Parse(DataOf(events[3])), "cause_kind"));
    }

    [Fact]
    public async Task A_model_writes_when_one_is_configured_and_plain_code_when_it_fails()
    {
        string ids = "";
        _gateway.Chat = (context, body) => FakeGateway.WriteChatAsync(
            context,
            body.GetProperty("model").GetString() == "planner"
                ? """{"since": null, "until": null, "nodes": [], "services": [], "searches": ["No space left on device"]}"""
                : $$"""
                  {"verdict": "explained", "summary": {"text": "The disk was full.", "log_ids": {{ids}}},
                   "likely_cause": {"text": "No space was left.", "log_ids": {{ids}}}, "chain": [], "ruled_out": []}
                  """);
        JsonElement plain = await ExplainAsync($$"""{"question": "why did db stop?", {{Window}}}""");
        ids = plain.GetProperty("likely_cause").GetProperty("log_ids").GetRawText();
        await _app.StopAsync();
        await _app.StartAsync(
            ("GATEWAY_URL", _gateway.Url.AbsoluteUri), ("EMBEDDING_MODEL", "nomic"), ("EMBEDDING_DIM", "4"),
            ("EXPLAIN_MODEL", "writer"), ("PLANNER_MODEL", "planner"));

        JsonElement answer = await ExplainAsync($$"""{"question": "why did db stop?", {{Window}}}""");
        Assert.Equal(("model", "writer"), (Text(answer, "written_by"), Text(answer, "model")));
        Assert.Equal("The disk was full.", Text(answer.GetProperty("summary"), "text"));

        ids = "[999999]";
        answer = await ExplainAsync($$"""{"question": "why did db stop?", {{Window}}}""");
        Assert.Equal(("plain", 2), (Text(answer, "written_by"), answer.GetProperty("removed_claims").GetInt32()));
        Assert.StartsWith("the answer of writer is not used", Text(answer, "note"), StringComparison.Ordinal);
        Assert.Equal("explained", Text(answer, "verdict"));

        PrometheusScrape scrape = new(await _app.Http.GetStringAsync("/metrics"));
        Assert.Equal(1, scrape["devmesh_explanations_total{verdict=\"explained\",written_by=\"model\"}"]);
        Assert.Equal(1, scrape["devmesh_explanations_total{verdict=\"explained\",written_by=\"plain\"}"]);
        Assert.Equal(1, scrape["devmesh_explain_model_unused_total{reason=\"evidence\"}"]);
    }

    [Fact]
    public async Task An_answer_is_kept_listed_found_again_and_judged()
    {
        JsonElement answer = await ExplainAsync($$"""{"question": "why did db stop?", {{Window}}}""");
        long id = answer.GetProperty("id").GetInt64();
        JsonElement kept = await PostAsync("/incidents", $$"""{"id": {{id}}, "title": "disk of db"}""", HttpStatusCode.Created);
        Assert.Equal("disk of db", Text(kept.GetProperty("incident"), "title"));
        Assert.Equal("disk full", Text(kept.GetProperty("explanation"), "cause_kind"));
        Assert.Equal(WithoutTime(answer), WithoutTime(kept.GetProperty("explanation")));
        JsonElement judged = await PostAsync($"/incidents/{id}/verdict", """{"verdict": "right", "note": "df said so"}""");
        Assert.Equal(("right", "df said so"), (Text(judged, "judged"), Text(judged, "judged_note")));
        Assert.Equal(id, (await _app.GetAsync("/incidents")).GetProperty("results")[0].GetProperty("id").GetInt64());
        Assert.Equal("right", Text((await _app.GetAsync($"/incidents/{id}")).GetProperty("incident"), "judged"));

        JsonElement again = await ExplainAsync($$"""{"question": "what is wrong with db?", {{Window}}}""");
        JsonElement similar = Assert.Single(again.GetProperty("similar").EnumerateArray());
        Assert.Equal((id, 1.0, "right"), (similar.GetProperty("id").GetInt64(), similar.GetProperty("similarity").GetDouble(), Text(similar, "judged")));
    }

    [Fact]
    public async Task A_question_can_be_kept_at_once_and_the_list_goes_page_by_page()
    {
        for (int i = 0; i < 3; i++)
        {
            await PostAsync("/incidents", $$"""{"question": "number {{i}}", {{Window}}}""", HttpStatusCode.Created);
        }

        JsonElement page = await _app.GetAsync("/incidents?limit=2");
        Assert.Equal(["number 2", "number 1"], page.GetProperty("results").EnumerateArray().Select(line => Text(line, "question")));
        page = await _app.GetAsync($"/incidents?limit=2&cursor={Text(page, "next_cursor")}");
        Assert.Equal("number 0", Text(Assert.Single(page.GetProperty("results").EnumerateArray()), "question"));
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next_cursor").ValueKind);
    }

    [Theory]
    [InlineData("/explain", "", "body: is not valid JSON at line 1, byte 1; accepted: one JSON object in UTF-8")]
    [InlineData("/explain", "[]", "body: is no JSON object; accepted: one JSON object in UTF-8")]
    [InlineData("/explain", "{}", "question: is missing; accepted: a string of 1 to 2000 characters, or since for a window without a question")]
    [InlineData("/explain", """{"question": 5}""", "question: is no such text; accepted: a string of 1 to 2000 characters")]
    [InlineData("/explain", """{"queston": "why?"}""", "queston: is not a member of this request; accepted: question")]
    [InlineData("/explain", """{"question": "a", "question": "b"}""", "question: is there twice; accepted: each member once")]
    [InlineData("/explain", """{"question": "a", "since": "yesterday"}""", "since: is not a time; accepted: an RFC 3339 time with its offset, such as 2026-11-22T07:30:00Z or 2026-11-22T09:30:00.25+02:00")]
    [InlineData("/explain", """{"question": "a", "since": "2026-11-20T03:00:00Z", "until": "2026-11-20T03:00:00Z"}""", "until: makes no such window; accepted: a time after since, by at most 7 days")]
    [InlineData("/explain", """{"question": "a", "since": "2026-11-01T03:00:00Z", "until": "2026-11-20T03:00:00Z"}""", "until: makes no such window; accepted: a time after since, by at most 7 days")]
    [InlineData("/explain", """{"since": "2026-11-01T03:00:00Z"}""", "until: makes no such window; accepted: a time after since, by at most 7 days")]
    [InlineData("/explain", """{"question": "a", "node": "no node"}""", "node: is not a node's name; accepted: 1 to 64 letters, digits, dots, underscores and hyphens")]
    [InlineData("/incidents", """{"id": 0}""", "id: is not an id; accepted: a whole number above 0")]
    [InlineData("/incidents", """{"title": "t"}""", "question: is missing; accepted: a string of 1 to 2000 characters, or since for a window without a question")]
    [InlineData("/incidents/1/verdict", "{}", "verdict: is missing; accepted: right, wrong")]
    [InlineData("/incidents/1/verdict", """{"verdict": "maybe"}""", "verdict: is none of them; accepted: right, wrong")]
    [InlineData("/incidents/one/verdict", """{"verdict": "right"}""", "id: is not the id of an incident; accepted: a whole number")]
    public async Task What_is_wrong_is_told(string path, string body, string detail) =>
        Assert.Equal(detail, Text(await PostAsync(path, body, HttpStatusCode.BadRequest), "detail"));

    [Theory]
    [InlineData("/incidents", """{"id": 999999}""", "explanation 999999 (one that is not kept is forgotten after a day) does not exist")]
    [InlineData("/incidents/999999/verdict", """{"verdict": "right"}""", "incident 999999 does not exist")]
    public async Task What_is_not_there_is_told(string path, string body, string detail) =>
        Assert.Equal(detail, Text(await PostAsync(path, body, HttpStatusCode.NotFound), "detail"));

    /// <summary>What was answered, byte for byte, but for how long it took.</summary>
    private static string WithoutTime(JsonElement answer) =>
        string.Join(',', answer.EnumerateObject().Where(member => member.Name != "took_ms").Select(member => member.ToString()));

    private static object Log(DateTime timestamp, string message, string service, string level) => new { timestamp, message, service, level };

    private static string? Text(JsonElement parent, string member) => parent.GetProperty(member).GetString();

    private static string DataOf(string item) => item[(item.IndexOf("data: ", StringComparison.Ordinal) + 6)..];

    private Task<JsonElement> ExplainAsync(string body) => PostAsync("/explain", body);

    private async Task<JsonElement> PostAsync(string path, string body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using StringContent content = new(body);
        using HttpResponseMessage response = await _app.Http.PostAsync(path, content);
        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(expected == response.StatusCode, answer.ToString());
        return answer;
    }
}
