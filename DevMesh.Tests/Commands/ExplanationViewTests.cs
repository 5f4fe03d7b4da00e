using DevMesh.Domain.Incidents;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Functions.Commands;
using DevMesh.Functions.Http.Responses;
using DevMesh.Tests.Incidents;
using Spectre.Console;

namespace DevMesh.Tests.Commands;

public sealed class ExplanationViewTests
{
    private const string Long =
        "ERROR: could not extend file \"base/16384/32100\": wrote only 4096 of 8192 bytes at block 264481 HINT: Check free space.";

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void No_line_is_longer_than_the_terminal_is_wide_and_none_breaks_within_its_mark(int width)
    {
        string[] lines = Show(width);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
        Assert.Equal(["EXPLAINED  db", "2026-11-20 03:00:00 to 04:00:00 UTC", ""], lines[..3]);
        Assert.Contains("Likely cause: disk full", lines);
        int broken = Array.FindIndex(lines, line => line.StartsWith("- ERROR:", StringComparison.Ordinal));
        Assert.StartsWith("  ", lines[broken + 1], StringComparison.Ordinal); // goes on under its text, not under its mark
    }

    [Fact]
    public void A_narrow_terminal_has_each_line_under_its_place()
    {
        string[] lines = Show(80);
        int at = Array.IndexOf(lines, "[1] 11-20 03:01:00.000 db err");
        Assert.Equal("  kernel: write failed: No space left on device", lines[at + 1]);
    }

    [Fact]
    public void A_wide_terminal_has_lines_in_columns() =>
        Assert.Contains(
            "[1]  11-20 03:01:00.000  db  err      kernel: write failed: No space left on device",
            Show(120).Select(line => line.TrimEnd()));

    [Fact]
    public void What_is_piped_on_has_each_text_in_one_line_without_blanks_at_its_end()
    {
        string[] lines = Show(ExplanationView.Unbroken);
        Assert.Contains($"- {Long} [1, 2]", lines);
        Assert.Contains("[1] 11-20 03:01:00.000 db err kernel: write failed: No space left on device", lines);
        Assert.DoesNotContain(lines, line => line.EndsWith(' '));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(ExplanationView.Unbroken)]
    public void No_text_from_outside_is_obeyed_by_a_terminal_or_read_as_markup(int width)
    {
        const string hostile = "[red]\u001b[31m\u202e\r\n\u0007";
        Explanation findings = SmallPack.Findings();
        string[] lines = Show(
            width, findings with { Summary = new Claim(hostile, [1]), CauseKind = hostile, Chain = [new Claim(hostile, [1])] });
        Assert.DoesNotContain(lines, line => line.Any(each => char.IsControl(each) || each == '\u202e'));
        Assert.Contains(lines, line => line.StartsWith(@"[red]\u001b[31m\u202e\u000d\u000a\u0007", StringComparison.Ordinal));
    }

    [Fact]
    public void The_foot_says_who_wrote_it_and_what_was_not_used()
    {
        Assert.Contains(
            "Explanation 12, written by plain code in 140 ms; 2 claims were removed, because no line shows them; why.", Show(120));
        Assert.Equal("EXPLAINED  all nodes", Show(120, nodes: [])[0]);
    }

    private static string[] Show(int width, Explanation? findings = null, IReadOnlyList<string>? nodes = null)
    {
        EvidencePack pack = SmallPack.Of();
        findings ??= SmallPack.Findings() with { Chain = [new Claim(Long, [1, 2])], RemovedClaims = 2 };
        ExplainedIncident explained = new(pack, findings, Unused: null, []);
        ExplainResponse answer = ExplainResponse.Of(explained, TimeSpan.FromMilliseconds(140)) with
        {
            Id = 12,
            Note = "why",
            Nodes = nodes ?? pack.Subject.Nodes,
        };
        using StringWriter output = new() { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = width;
        ExplanationView.Write(console, answer);
        return output.ToString().Split('\n');
    }
}
