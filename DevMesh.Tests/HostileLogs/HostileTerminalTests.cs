using System.Diagnostics;
using System.Text;
using DevMesh.Functions.Monitoring;
using DevMesh.Functions.Settings;
using DevMesh.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevMesh.Tests.HostileLogs;

/// <summary>What reaches a terminal: the app's own log, and every verb that prints what is stored or given.</summary>
public sealed class HostileTerminalTests(ScratchDatabase database) : IClassFixture<ScratchDatabase>
{
    private const string Evil = "\u001b]8;;http://evil.example/\u001b\\x\u009b2J\u202e\r\nfail: forged";

    [Fact]
    public void A_line_of_the_app_s_log_is_one_line_whatever_is_in_it()
    {
        StringWriter console = new() { NewLine = "\n" };
        LogEntry<string> entry = new(
            LogLevel.Error, "Category", new EventId(7), Evil, new InvalidOperationException(Evil),
                (state, _) => $"Message {state}");
        new PrintableConsole().Write(entry, scopeProvider: null, console);
        string written = console.ToString();
        Assert.Equal(1, written.Count(each => each == '\n'));
        Assert.DoesNotContain(written[..^1], char.IsControl);
        Assert.DoesNotContain('\u202e', written);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z fail: Category\[7\] Message \\u001b\]8;;http", written);
    }

    [Fact]
    public async Task The_list_of_models_is_printable()
    {
        await database.ExecuteAsync(
            "INSERT INTO embedding_models (model, dim, served) VALUES (@Evil, 64, 1)", new { Evil });
        (int code, string output, string error) = await Verb.RunAsync(database.ConnectionString, ["models"]);
        Assert.True(code == 0, error);
        Assert.Contains("\\u001b]8;;http://evil.example/", output, StringComparison.Ordinal);
        AssertPrintable(output);
        AssertPrintable(error);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_shown_printable()
    {
        (int code, _, string error) = await Verb.RunAsync(database.ConnectionString, ["models", "drop", Evil]);
        Assert.NotEqual(0, code);
        AssertPrintable(error);
    }

    [Fact]
    public async Task Wrong_settings_and_unknown_ones_are_shown_printable()
    {
        (int code, string output, string error) = await Verb.RunAsync(
            database.ConnectionString, ["models"], ("BACKFILL_DELAY", Evil), ("DEVMESH_\u001b[31m", "1"));
        Assert.NotEqual(0, code);
        Assert.Contains("BACKFILL_DELAY: '\\u001b]8;;http://evil.example/", error, StringComparison.Ordinal);
        AssertPrintable(output);
        AssertPrintable(error);
    }

    [Fact]
    public async Task Canonical_texts_are_printable_line_by_line()
    {
        ProcessStartInfo start = new("dotnet", [typeof(Setting).Assembly.Location, "canon"])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true,
                StandardOutputEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        using Process canon = Process.Start(start)!;
        string[] lines = [.. HostileTexts.All.Values.Select(text => text.ReplaceLineEndings(" "))];
        Task<string> output = canon.StandardOutput.ReadToEndAsync();
        await canon.StandardInput.WriteAsync(string.Join('\n', lines));
        canon.StandardInput.Close();
        await canon.WaitForExitAsync();
        Assert.DoesNotContain((await output).ReplaceLineEndings("\n"), each => each != '\n' && char.IsControl(each));
    }

    private static void AssertPrintable(string text) =>
        Assert.DoesNotContain(text, each => (char.IsControl(each) && each != '\n') || each == '\u202e');
}
