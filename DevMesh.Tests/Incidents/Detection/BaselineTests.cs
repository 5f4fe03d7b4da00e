using DevMesh.Domain.Incidents.Detection;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Questions;

namespace DevMesh.Tests.Incidents.Detection;

public sealed class BaselineTests
{
    private static readonly DateTime Start = new(2026, 11, 24, 2, 0, 0, DateTimeKind.Utc);
    private static readonly TimeWindow Window = new(Start, Start.AddHours(1));

    [Fact]
    public void An_even_template_is_expected_at_its_mean()
    {
        Expectation expected = Of(Hours(template: 1, "a", hoursBack: 48, _ => 10)).Of(1, "a");

        Assert.InRange(expected.Count, 9.5, 10.1);
        Assert.Equal((480, 48), (expected.Before, expected.Hours));
        Assert.Equal(1, expected.Dispersion);
    }

    [Fact]
    public void A_job_of_every_night_is_expected_at_its_hour()
    {
        Baseline baseline = Of(
            [.. Hours(1, "a", hoursBack: 72, hour => hour.Hour == 2 ? 300 : 0), .. Hours(2, "a", hoursBack: 72, _ => 1)]);

        Assert.Equal(300, baseline.Of(1, "a").Count);
        Assert.InRange(baseline.MeanOf(1, "a"), 12, 13);
        Assert.True(RateTest.Score(300, baseline.Of(1, "a").Count, 1) < 1);
    }

    [Fact]
    public void What_came_a_week_ago_is_expected_again()
    {
        Baseline baseline = Of(
        [
            .. Hours(1, "a", hoursBack: 191, hour => hour == Start.AddDays(-7) ? 40 : 0),
            .. Hours(2, "a", hoursBack: 191, _ => 1),
        ]);

        Assert.Equal(40, baseline.Of(1, "a").Count);
    }

    [Fact]
    public void A_node_without_the_template_expects_hardly_any()
    {
        Expectation expected = Of([.. Hours(1, "a", hoursBack: 24, _ => 5), .. Hours(2, "b", hoursBack: 24, _ => 1)]).Of(1, "b");

        Assert.Equal((0L, 24), (expected.Before, expected.Hours));
        Assert.InRange(expected.Count, 0.01, 0.03);
    }

    [Fact]
    public void The_baseline_is_the_whole_hours_before() => Assert.Equal(
        new TimeWindow(Start.AddDays(-8), Start), Baseline.WindowBefore(new TimeWindow(Start.AddMinutes(40), Start.AddHours(2))));

    [Fact]
    public void The_same_hours_are_those_of_seven_days_and_a_day_at_most()
    {
        Assert.Equal(
            new TimeWindow(Start.AddDays(-7), Start.AddDays(-7).AddHours(2)),
            Baseline.SameHours(new TimeWindow(Start.AddMinutes(40), Start.AddHours(2)))[^1]);
        Assert.All(
            Baseline.SameHours(new TimeWindow(Start, Start.AddDays(3))), day => Assert.Equal(TimeSpan.FromDays(1), day.Length));
    }

    private static IEnumerable<(long Template, string Node, DateTime Hour, long Count)> Hours(
        long template, string node, int hoursBack, Func<DateTime, long> count) =>
        Enumerable.Range(1, hoursBack).Select(i => Start.AddHours(-i))
            .Select(hour => (template, node, hour, count(hour))).Where(hour => hour.Item4 > 0);

    private static Baseline Of(IEnumerable<(long Template, string Node, DateTime Hour, long Count)> hours)
    {
        (long Template, string Node, DateTime Hour, long Count)[] all = [.. hours];
        return Baseline.Of(
            [
                .. all.GroupBy(hour => (hour.Template, hour.Node)).Select(group => new PastCount(
                    group.Key.Template,
                    group.Key.Node,
                    group.Sum(hour => hour.Count),
                    group.Sum(hour => (double)hour.Count * hour.Count),
                    Baseline.SameHours(Window).Sum(day => Sum(group, day)),
                    Sum(group, Baseline.SameHours(Window)[^1]))),
            ],
            all.Select(hour => new NodeHour(hour.Node, hour.Hour)).Distinct(),
            Window);

        static long Sum(IEnumerable<(long, string, DateTime Hour, long Count)> hours, TimeWindow day) =>
            hours.Where(hour => day.Holds(hour.Hour)).Sum(hour => hour.Count);
    }
}
