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
        Baseline baseline = Baseline.Of(Hours(template: 1, hoursBack: 48, _ => 10), Window);

        Expectation expected = baseline.Of(1, "a");

        Assert.InRange(expected.Count, 9.5, 10.1);
        Assert.Equal((480, 48), (expected.Before, expected.Hours));
    }

    [Fact]
    public void A_job_of_every_night_is_expected_at_its_hour()
    {
        Baseline baseline = Baseline.Of(
            [.. Hours(template: 1, hoursBack: 72, hour => hour.Hour == 2 ? 300 : 0),
                .. Hours(template: 2, hoursBack: 72, _ => 1)], Window);

        Assert.Equal(300, baseline.Of(1, "a").Count);
        Assert.True(RateTest.Score(300, baseline.Of(1, "a").Count, 1) < 1);
    }

    [Fact]
    public void A_node_without_the_template_expects_hardly_any_and_knows_of_the_others()
    {
        Baseline baseline = Baseline.Of(
            [.. Hours(template: 1, hoursBack: 24, _ => 5), .. Hours(template: 2, hoursBack: 24, _ => 1)
                .Select(hour => hour with { Node = "b" })], Window);

        Expectation expected = baseline.Of(1, "b");

        Assert.Equal((0L, 24, 120L), (expected.Before, expected.Hours, expected.Elsewhere));
        Assert.InRange(expected.Count, 0.01, 0.03);
    }

    [Fact]
    public void The_baseline_is_the_whole_hours_before() => Assert.Equal(
        new TimeWindow(Start.AddDays(-8), Start), Baseline.WindowBefore(new TimeWindow(Start.AddMinutes(40), Start.AddHours(2))));

    private static IEnumerable<HourCount> Hours(long template, int hoursBack, Func<DateTime, long> count) =>
        Enumerable.Range(1, hoursBack).Select(i => Start.AddHours(-i))
            .Select(hour => new HourCount(template, "a", hour, count(hour))).Where(hour => hour.Count > 0);
}
