using DevMesh.Bench.Explain.Scenarios;
using DevMesh.Domain.Incidents.Explaining;

namespace DevMesh.Tests.Bench.Explain;

public sealed class ScenarioReaderTests
{
    private const string Good = """
        [a-name]
        ask what was that at 10:00?
        asked 0 12:00
        fleet a=web b=postgres
        verdict explained
        C 09:58:00*3/20s a kernel err | disk {int:1-3} is on fire
        U 30m b app.service warning | as ever
        quiet 10:00:00-10:30:00 a
        """;

    [Fact]
    public void A_scenario_is_read_as_it_is_written()
    {
        Scenario scenario = Assert.Single(ScenarioReader.Read("x.txt", new StringReader(Good), heldBack: true));

        Assert.Equal(("a-name", true, Verdict.Explained, TimeSpan.FromHours(12)),
            (scenario.Name, scenario.HeldBack, scenario.Verdict, scenario.AskedAt));
        Assert.Equal((Part.Cause, 3, TimeSpan.FromSeconds(20), Rhythm.ThatDay), Shape(scenario.Lines[0]));
        Assert.Equal((Part.Herring, 1, TimeSpan.FromMinutes(30), Rhythm.AllTheTime), Shape(scenario.Lines[1]));
    }

    [Theory]
    [InlineData("X 09:58:00 a kernel err | m", "there is no X")]
    [InlineData("C 09:58:00 a kernel bad | m", "bad is no level")]
    [InlineData("nonsense", "a word and a blank come first")]
    public void A_line_that_is_wrong_is_named(string line, string reason)
    {
        FormatException error = Assert.Throws<FormatException>(
            () => ScenarioReader.Read("x.txt", new StringReader($"[a]\n{line}"), heldBack: false));

        Assert.StartsWith("x.txt, line 2: " + reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=web b=postgres", "a=web", "b is no node of the fleet")]
    [InlineData("a=web", "a=webb", "webb is no role; there are base, web, postgres")]
    [InlineData("ask what was that at 10:00?", "# nothing", "nothing is asked")]
    public void A_scenario_that_does_not_fit_together_is_named(string part, string other, string reason)
    {
        string text = Good.Replace(part, other, StringComparison.Ordinal);

        FormatException error = Assert.Throws<FormatException>(
            () => ScenarioReader.Read("x.txt", new StringReader(text), heldBack: false));

        Assert.StartsWith("x.txt, [a-name]: " + reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_scenario_makes_the_same_logs()
    {
        Scenario scenario = Assert.Single(ScenarioReader.Read("x.txt", new StringReader(Good), heldBack: false));
        DateTime day = new(2026, 11, 20, 0, 0, 0, DateTimeKind.Utc);

        ScenarioLog[] logs = [.. new ScenarioLogs(scenario, day).Of("a")];

        Assert.Equal(logs, new ScenarioLogs(scenario, day).Of("a"));
        Assert.Equal(3, logs.Count(log => log.Planted is not null));
        Assert.DoesNotContain(logs, log => log.Timestamp >= day.AddHours(10) && log.Timestamp < day.AddHours(10.5));
        Assert.True(logs.Length > 300);
    }

    private static (Part, int, TimeSpan, Rhythm) Shape(PlantedLine line) => (line.Part, line.Count, line.Every, line.Rhythm);
}
