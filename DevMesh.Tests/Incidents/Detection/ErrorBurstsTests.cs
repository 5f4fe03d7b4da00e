using DevMesh.Domain.Incidents.Detection;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Logs;

namespace DevMesh.Tests.Incidents.Detection;

public sealed class ErrorBurstsTests
{
    private static readonly DateTime Start = new(2026, 11, 24, 3, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_burst_is_told_with_its_worst_ten_minutes()
    {
        ErrorBurst burst = Assert.Single(
            ErrorBursts.Find([Span(1, Level.Err, (0, 2), (30, 20), (35, 20), (55, 1))], leastScore: 5));

        Assert.Equal((43L, Start.AddMinutes(30), 40L), (burst.Count, burst.Since, burst.Peak));
    }

    [Fact]
    public void Few_errors_or_mere_warnings_are_no_burst() =>
        Assert.Empty(ErrorBursts.Find([Span(1, Level.Err, (0, 3)), Span(2, Level.Warning, (0, 300))], leastScore: 5));

    [Fact]
    public void As_many_errors_as_always_are_no_burst()
    {
        TemplateSpan span = Span(1, Level.Err, (0, 30));
        span.Expected = new Expectation(28, 1, 1000, 36);

        Assert.Empty(ErrorBursts.Find([span], leastScore: 5));
    }

    private static TemplateSpan Span(long id, Level level, params (int Minute, int Count)[] minutes) =>
        TemplateSpan.Of(minutes.Select(each =>
        new MinuteCount(id, "a", "s", level, Start.AddMinutes(each.Minute), Start.AddMinutes(each.Minute), each.Count))).Single();
}
