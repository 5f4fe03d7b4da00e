using System.Text;
using System.Text.Json;
using DevMesh.Domain.Health;
using DevMesh.Domain.Logs;
using DevMesh.Functions.Http;
using DevMesh.Functions.Http.Responses;

namespace DevMesh.Tests.Http;

public sealed class WireJsonTests
{
    private static readonly DateTime Time = new DateTime(2026, 11, 22, 7, 30, 0, DateTimeKind.Utc).AddMicroseconds(1200);

    private static readonly LogEvent Log = new(
        42, Time, Time.AddSeconds(1), "gpu-node", "ssh.service", Level.Err, "Failed for <ip> & \"root\"", 7, "s=1", """{"_PID":"9"}""",
        EventFlags.Clock);

    [Fact]
    public void A_log_of_a_list_has_the_members_of_the_contract() =>
        Assert.Equal(
            """
            {"id":42,"timestamp":"2026-11-22T07:30:00.001200Z","received_at":"2026-11-22T07:30:01.001200Z","node":"gpu-node","service":"ssh.service","level":"err","message":"Failed for <ip> & \"root\"","template_id":7}
            """,
            Write(LogResponse.Of(Log)));

    [Fact]
    public void A_single_log_adds_cursor_fields_and_flags() =>
        Assert.Equal(
            """
            {"id":42,"timestamp":"2026-11-22T07:30:00.001200Z","received_at":"2026-11-22T07:30:01.001200Z","node":"gpu-node","service":"ssh.service","level":"err","message":"Failed for <ip> & \"root\"","template_id":7,"cursor":"s=1","fields":{"_PID":"9"},"flags":["clock"]}
            """,
            Write(LogDetailResponse.Of(Log)));

    [Fact]
    public void What_a_log_has_not_is_written_as_null()
    {
        string json = Write(LogDetailResponse.Of(Log with { TemplateId = null, Cursor = null, Fields = null, Flags = EventFlags.None }));
        Assert.EndsWith("\"template_id\":null,\"cursor\":null,\"fields\":null,\"flags\":[]}", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_leads_to_the_next_one()
    {
        LogPosition next = new(Time, 42);
        LogPageResponse page = LogPageResponse.Of(new LogPage([], next, true));
        Assert.Equal($"{{\"results\":[],\"next_cursor\":\"{LogCursor.Encode(next)}\",\"partial\":true}}", Write(page));
        Assert.Equal(
            """{"results":[],"next_cursor":null,"partial":false}""", Write(LogPageResponse.Of(new LogPage([], null, false))));
    }

    [Theory]
    [InlineData("grüße 日本", "\"grüße 日本\"")]
    [InlineData("🙂", "\"\\uD83D\\uDE42\"")]
    [InlineData("<script>'&+`", "\"<script>'&+`\"")]
    [InlineData("\u001b[31m\0\u009b\u2028", "\"\\u001B[31m\\u0000\\u009B\\u2028\"")]
    [InlineData("a\\b\"c\n", "\"a\\\\b\\\"c\\n\"")]
    public void Text_stays_readable_and_controls_are_escaped(string text, string json) => Assert.Equal(json, Write(text));

    [Fact]
    public void Half_a_surrogate_pair_is_answered_as_replacement() => Assert.Equal("\"a\\uFFFDb\"", Write("a\ud800b"));

    [Fact]
    public void Health_names_its_states() =>
        Assert.Equal(
            """{"status":"degraded","dependencies":[{"name":"gateway","status":"down","detail":"d"}]}""",
            Write(new ServerHealth(HealthStatus.Degraded, [new DependencyHealth("gateway", HealthStatus.Down, "d")])));

    [Fact]
    public void Times_and_levels_read_back()
    {
        Assert.Equal(Time, JsonSerializer.Deserialize<DateTime>("\"2026-11-22T08:30:00.0012+01:00\"", WireJson.Options));
        Assert.Equal(Level.Warning, JsonSerializer.Deserialize<Level>("\"warn\"", WireJson.Options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DateTime>("\"2026-11-22\"", WireJson.Options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Level>("3", WireJson.Options));
    }

    private static string Write<T>(T value) => Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(value, WireJson.Options));
}
