using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Api;

/// <summary>POST /nodes/{node}/heartbeat over HTTP, against MariaDB, and what GET /nodes then shows.</summary>
[Trait("App", "any")]
public sealed class HeartbeatApiTests(ApiApp app) : IClassFixture<ApiApp>
{
    private const string Least = """{"version":"0.1.0","lag_s":0,"sent":0,"retries":0}""";

    private readonly string _node = ApiApp.NewNode();

    [Fact]
    public async Task A_heartbeat_is_shown_with_its_node()
    {
        await app.IngestAsync(_node, new { timestamp = "2026-11-20T10:00:00Z", message = "a log" });
        DateTimeOffset before = DateTimeOffset.UtcNow.AddMilliseconds(-1);
        await SendAsync(_node, """
            {"version":"0.1.0","started_at":"2026-11-20T11:00:00+01:00","lag_s":1.25,"cursor":"s=1;i=2","sent":12,"retries":3,
             "dropped":{"systemd sessions":7,"Größe":1},"dead_letters":2,
             "gaps":[{"since":"2026-11-20T10:00:00Z","until":"2026-11-20T10:05:00.5Z"}],"last_error":"503 from the server"}
            """);

        JsonElement node = await NodeAsync(_node);
        JsonElement heartbeat = node.GetProperty("heartbeat");

        Assert.Equal(("sending", 1), (Text(node, "state"), node.GetProperty("logs").GetInt64()));
        Assert.InRange(heartbeat.GetProperty("received_at").GetDateTimeOffset(), before, DateTimeOffset.UtcNow);
        Assert.Equal(
            """
            "version":"0.1.0","started_at":"2026-11-20T10:00:00.000000Z","lag_s":1.25,"cursor":"s=1;i=2","sent":12,"retries":3,
            "dead_letters":2,"dropped":{"systemd sessions":7,"Größe":1},
            "gaps":[{"since":"2026-11-20T10:00:00.000000Z","until":"2026-11-20T10:05:00.500000Z"}],"last_error":"503 from the server"}
            """.ReplaceLineEndings(""),
            heartbeat.GetRawText()[heartbeat.GetRawText().IndexOf("\"version\"", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task Only_the_latest_heartbeat_is_kept()
    {
        await SendAsync(_node, """{"version":"0.1.0","lag_s":60,"sent":5,"retries":9,"last_error":"no route to host"}""");
        await SendAsync(_node, """{"version":"0.2.0","lag_s":0,"sent":6,"retries":0,"last_error":null}""");

        JsonElement heartbeat = (await NodeAsync(_node)).GetProperty("heartbeat");

        Assert.Equal("0.2.0", Text(heartbeat, "version"));
        Assert.Equal(6, heartbeat.GetProperty("sent").GetInt64());
        Assert.Null(Text(heartbeat, "last_error"));
    }

    [OwnAppFact(OwnApp.Whole)]
    public async Task A_node_that_only_sent_a_heartbeat_is_listed_in_its_place()
    {
        await app.ClearLogsAsync();
        await app.Own.Database.ExecuteAsync("DELETE FROM node_heartbeats");
        await app.IngestAsync("teaching", new { timestamp = "2026-11-20T10:00:00Z", message = "a log" });
        await SendAsync("new-node", Least);

        JsonElement[] nodes = [.. (await app.GetAsync("/nodes")).GetProperty("results").EnumerateArray()];

        Assert.Equal(
            ["gpu-node pending Null", "monitoring-vm pending Null", "new-node pending Object", "teaching sending Null"],
            nodes.Select(node => $"{Text(node, "node")} {Text(node, "state")} {node.GetProperty("heartbeat").ValueKind}"));
    }

    [Fact]
    public Task Members_that_are_not_known_are_ignored() =>
        SendAsync(_node, """{"version":"9","lag_s":0,"sent":0,"retries":0,"mood":{"good":[true]},"gaps":null}""");

    [Theory]
    [InlineData("not json", "body")]
    [InlineData("[]", "body")]
    [InlineData("""{"version":"1","lag_s":0,"sent":0,"retries":0,"\ud800":1}""", "body")]
    [InlineData("""{"lag_s":0,"sent":0,"retries":0}""", "version")]
    [InlineData("""{"version":1,"lag_s":0,"sent":0,"retries":0}""", "version")]
    [InlineData("""{"version":"1","sent":0,"retries":0}""", "lag_s")]
    [InlineData("""{"version":"1","lag_s":-1,"sent":0,"retries":0}""", "lag_s")]
    [InlineData("""{"version":"1","lag_s":1e400,"sent":0,"retries":0}""", "lag_s")]
    [InlineData("""{"version":"1","lag_s":0,"retries":0}""", "sent")]
    [InlineData("""{"version":"1","lag_s":0,"sent":1.5,"retries":0}""", "sent")]
    [InlineData("""{"version":"1","lag_s":0,"sent":0,"retries":-1}""", "retries")]
    [InlineData("""{"version":"1","lag_s":0,"sent":0,"retries":0,"dead_letters":"2"}""", "dead_letters")]
    [InlineData("""{"version":"1","lag_s":0,"sent":0,"retries":0,"started_at":"today"}""", "started_at")]
    [InlineData("""{"version":"1","lag_s":0,"sent":0,"retries":0,"cursor":5}""", "cursor")]
    [InlineData("""{"version":"1","lag_s":0,"sent":0,"retries":0,"dropped":[]}""", "dropped")]
    [InlineData("""{"version":"1","lag_s":0,"sent":0,"retries":0,"dropped":{"noise":"many"}}""", "dropped.noise")]
    [InlineData("""{"version":"1","lag_s":0,"sent":0,"retries":0,"dropped":{"":1}}""", "dropped")]
    [InlineData("""{"version":"1","lag_s":0,"sent":0,"retries":0,"dropped":{"\ud800":1}}""", "dropped")]
    [InlineData("""{"version":"1","lag_s":0,"sent":0,"retries":0,"gaps":{}}""", "gaps")]
    [InlineData("""{"version":"1","lag_s":0,"sent":0,"retries":0,"gaps":[7]}""", "gaps[0]")]
    [InlineData("""{"version":"1","lag_s":0,"sent":0,"retries":0,"gaps":[{"since":"2026-11-20T10:00:00Z"}]}""", "gaps[0].until")]
    [InlineData("""{"version":"1","lag_s":0,"sent":0,"retries":0,"last_error":"\ud800"}""", "last_error")]
    public async Task A_wrong_member_gets_a_400_that_names_it(string body, string field)
    {
        using HttpResponseMessage response = await PostAsync(_node, body);
        await AssertRefusedAsync(response, field);
    }

    [Fact]
    public async Task A_member_that_is_too_long_gets_a_400_that_names_it()
    {
        string rules = string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"rule {i}\":1"));
        string gaps = string.Join(',', Enumerable.Repeat("""{"since":"2026-11-20T10:00:00Z","until":"2026-11-20T10:00:01Z"}""", 101));
        foreach ((string member, string value) in new[]
        {
            ("dropped", $"{{{rules}}}"), ("dropped", $"{{\"{new string('x', 129)}\":1}}"), ("gaps", $"[{gaps}]"),
            ("last_error", $"\"{new string('x', 4097)}\""), ("cursor", $"\"{new string('x', 1025)}\""),
        })
        {
            using HttpResponseMessage response = await PostAsync(_node, $"{Least[..^1]},\"{member}\":{value}}}");
            await AssertRefusedAsync(response, member);
        }
    }

    [Fact]
    public async Task A_body_of_more_than_a_mebibyte_gets_a_413()
    {
        using HttpResponseMessage response = await PostAsync(_node, Least + new string(' ', 1024 * 1024));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task A_name_that_no_node_can_have_gets_a_400()
    {
        using HttpResponseMessage response = await PostAsync("a%20b", Least);
        await AssertRefusedAsync(response, "node");
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage response, string field)
    {
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(("urn:devmesh:error:invalid-request", field), (Text(problem, "type"), Text(problem, "field")));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private async Task SendAsync(string node, string body)
    {
        using HttpResponseMessage response = await PostAsync(node, body);
        Assert.True(response.StatusCode == HttpStatusCode.NoContent, await response.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> PostAsync(string node, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        return await app.Http.PostAsync($"/nodes/{node}/heartbeat", content);
    }

    private async Task<JsonElement> NodeAsync(string name) =>
        (await app.GetAsync("/nodes")).GetProperty("results").EnumerateArray().Single(node => Text(node, "node") == name);
}
