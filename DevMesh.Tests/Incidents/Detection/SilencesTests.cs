using DevMesh.Domain.Incidents.Detection;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Logs;

namespace DevMesh.Tests.Incidents.Detection;

public sealed class SilencesTests
{
    private static readonly DateTime Start = new(2026, 11, 24, 3, 0, 0, DateTimeKind.Utc);
    private static readonly TimeWindow Window = new(Start, Start.AddHours(1));
    private static readonly DateTime From = Start.AddHours(-2);

    [Fact]
    public void A_node_that_stops_is_told_from_its_last_log_on()
    {
        Silence silence = Assert.Single(Find(Minutes("a", "s", From, Start.AddMinutes(10), every: 1)));

        Assert.Equal(("a", null, Start.AddMinutes(9)), (silence.Node, silence.Service, silence.Since));
        Assert.Null(silence.FirstAfter);
        Assert.Equal(Window.Until, silence.Until);
        Assert.True(silence.Score > 20);
    }

    [Fact]
    public void A_service_that_stops_is_told_when_its_node_goes_on()
    {
        Silence silence = Assert.Single(Find(
        [
            .. Minutes("a", "s", From, Start.AddMinutes(10), every: 2),
            .. Minutes("a", "s", Start.AddMinutes(40), Window.Until, every: 2),
            .. Minutes("a", "other", From, Window.Until, every: 1),
        ]));

        Assert.Equal("s", silence.Service);
        Assert.Equal(Start.AddMinutes(40), silence.Until);
    }

    [Theory]
    [InlineData(20)] // hardly ever logs: nothing can be said
    [InlineData(3)] // logs all the time
    public void What_goes_on_as_before_is_not_silent(int every) =>
        Assert.Empty(Find(Minutes("a", "s", From, Window.Until, every)));

    [Fact]
    public void What_only_logs_in_the_window_is_not_missed_after_it() =>
        Assert.Empty(Find(
        [
            .. Minutes("a", "s", Start, Start.AddMinutes(10), every: 1),
            .. Minutes("a", "other", From, Window.Until, every: 1),
        ]));

    [Fact]
    public void A_silence_that_ended_before_the_window_is_none_of_it() =>
        Assert.Empty(Find(
        [
            .. Minutes("a", "s", From, From.AddMinutes(20), every: 1),
            .. Minutes("a", "s", From.AddMinutes(60), Window.Until, every: 1),
        ]));

    private static IReadOnlyList<Silence> Find(IEnumerable<MinuteCount> minutes) =>
        Silences.Find([.. minutes.OrderBy(minute => minute.First)], From, Window, leastScore: 5);

    private static IEnumerable<MinuteCount> Minutes(string node, string service, DateTime since, DateTime until, int every)
    {
        for (DateTime at = since; at < until; at = at.AddMinutes(every))
        {
            yield return new MinuteCount(1, node, service, Level.Info, at, at, 1);
        }
    }
}
