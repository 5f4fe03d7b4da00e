using System.Text.Json;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Commands;

/// <summary><c>explain</c> as one runs it by hand, its output piped on.</summary>
public sealed class ExplainCommandTests(TestApp app) : IClassFixture<TestApp>, IAsyncLifetime
{
    private static readonly string[] Question =
        ["explain", "why did web stop?", "--since", "2026-11-20T03:00:00Z", "--until", "2026-11-20T04:00:00Z"];

    public async Task InitializeAsync()
    {
        await app.Database.ClearLogsAsync();
        await app.IngestAsync("web", [
            .. Enumerable.Range(0, 200).Select(i => Log($"2026-11-{18 + i / 100}T{i % 24:00}:{i % 60:00}:00Z", "request served", "nginx.service", "info")),
            Log("2026-11-20T03:10:00Z", "write() failed: No space left on device \u001b[31m\u202e[red]markup[/]", "nginx.service", "crit"),
            Log("2026-11-20T03:10:01Z", "nginx.service: Failed with result 'exit-code'.", "systemd", "err"),
        ]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task It_shows_verdict_cause_and_lines_and_nothing_that_a_terminal_would_obey()
    {
        (int code, string output, string error) = await Verb.RunAsync(app.Database.ConnectionString, Question);
        Assert.True(code == 0, error);
        Assert.StartsWith("EXPLAINED  web\n2026-11-20 03:00:00 to 04:00:00 UTC\n\n", output, StringComparison.Ordinal);
        Assert.Contains("\nLikely cause: disk full\n", output, StringComparison.Ordinal);
        Assert.Contains(@"No space left on device \u001b[31m\u202e[red]markup[/]", output, StringComparison.Ordinal);
        Assert.Contains(", written by plain code in ", output, StringComparison.Ordinal);
        Assert.DoesNotContain(output, each => (char.IsControl(each) && each != '\n') || each == '\u202e');
    }

    [Fact]
    public async Task It_keeps_the_answer_and_gives_it_as_JSON()
    {
        (int code, string output, string error) =
            await Verb.RunAsync(app.Database.ConnectionString, [.. Question, "--json", "--keep", "disk of web"]);
        Assert.True(code == 0, error);
        long id = JsonElement.Parse(output).GetProperty("id").GetInt64();
        Assert.Contains($"kept as incident {id}", error, StringComparison.Ordinal);
        JsonElement kept = await app.GetAsync($"/incidents/{id}");
        Assert.Equal("disk of web", kept.GetProperty("incident").GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("--since", "yesterday", "--since: is not a time; accepted: an RFC 3339 time")]
    [InlineData("--since", "2026-11-01T00:00:00Z", "until: makes no such window; accepted: a time after since, by at most 7 days")]
    [InlineData("--node", "no node", "--node: is not a node's name; accepted: 1 to 64 letters")]
    public async Task A_wrong_option_is_told(string option, string value, string part)
    {
        (int code, _, string error) = await Verb.RunAsync(app.Database.ConnectionString, ["explain", "why?", option, value]);
        Assert.Equal(1, code);
        Assert.Contains(part, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_window_needs_no_question_and_a_question_is_needed_without_one()
    {
        (int code, string output, string error) = await Verb.RunAsync(app.Database.ConnectionString, ["explain", .. Question[2..]]);
        Assert.True(code == 0, error);
        Assert.StartsWith("EXPLAINED", output, StringComparison.Ordinal);
        (code, _, error) = await Verb.RunAsync(app.Database.ConnectionString, ["explain"]);
        Assert.Equal(
            (1, "question: is missing; accepted: a string of 1 to 2000 characters, or since for a window without a question"),
            (code, error.TrimEnd()));
    }

    private static object Log(string timestamp, string message, string service, string level) => new { timestamp, message, service, level };
}
