namespace DevMesh.Domain.Incidents.Detection;

/// <summary>Many logs of level err or worse of one service of a node.</summary>
/// <param name="Spans">Those that make it, most logs first.</param>
/// <param name="Since">The start of the ten minutes with most of them.</param>
/// <param name="Peak">How many fall into those ten minutes.</param>
internal sealed record ErrorBurst(
    string Node, string Service, IReadOnlyList<TemplateSpan> Spans, long Count, double Expected, double Score, DateTime Since,
        long Peak);

internal static class ErrorBursts
{
    public static readonly TimeSpan PeakLength = TimeSpan.FromMinutes(10);

    private const int LeastCount = 8;

    /// <summary>Bursts of all nodes, in the order of node and service. The expectations of the spans must be known.</summary>
    public static IReadOnlyList<ErrorBurst> Find(IEnumerable<TemplateSpan> spans, double leastScore) =>
        [.. spans.Where(span => span.IsError)
            .GroupBy(span => (span.Node, span.Service))
            .OrderBy(group => group.Key.Node, StringComparer.Ordinal).ThenBy(group => group.Key.Service, StringComparer.Ordinal)
            .Select(group => Of(group.Key.Node, group.Key.Service, [.. group]))
            .Where(burst => burst.Count >= LeastCount && burst.Count > 2 * burst.Expected && burst.Score >= leastScore)];

    private static ErrorBurst Of(string node, string service, TemplateSpan[] spans)
    {
        long count = spans.Sum(span => span.Count);
        double expected = spans.Sum(span => span.Expected.Count);
        double dispersion = spans.Max(span => span.Expected.Dispersion);
        (DateTime since, long peak) = Peak(spans);
        return new ErrorBurst(
            node,
            service,
            [.. spans.OrderByDescending(span => span.Count).ThenBy(span => span.TemplateId)],
            count,
            expected,
            RateTest.Score(count, expected, dispersion),
            since,
            peak);
    }

    private static (DateTime Since, long Count) Peak(TemplateSpan[] spans)
    {
        (DateTime At, long Count)[] minutes =
            [.. spans.SelectMany(span => span.Minutes).Select(minute => (minute.First, (long)minute.Count))
                .OrderBy(each => each.First)];
        (DateTime Since, long Count) best = (minutes[0].At, 0);
        long sum = 0;
        int from = 0;
        for (int i = 0; i < minutes.Length; i++)
        {
            sum += minutes[i].Count;
            while (minutes[i].At - minutes[from].At >= PeakLength)
            {
                sum -= minutes[from++].Count;
            }

            best = sum > best.Count ? (minutes[from].At, sum) : best;
        }

        return best;
    }
}
