using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Kinds;
using DevMesh.Domain.Incidents.Questions;

namespace DevMesh.Domain.Incidents.Detection;

/// <summary>All that was counted of a window, beside its baseline.</summary>
/// <param name="Window">What is looked at: the time asked about, and the lead before it.</param>
/// <param name="Minutes">From <paramref name="From"/> on, ordered by time.</param>
/// <param name="From">How far back minutes were read, to know the pace before the window.</param>
/// <param name="Spans">Of the window, in the order of template and node.</param>
/// <param name="Texts">Of all templates of the minutes that were looked up.</param>
/// <param name="NewPerHour">How many templates the fleet had for the first time, per hour of the baseline.</param>
/// <param name="ReadUntil">Less than the window's end when there were too many logs.</param>
internal sealed record WindowView(
    TimeWindow Window,
    IReadOnlyList<MinuteCount> Minutes,
    DateTime From,
    IReadOnlyList<TemplateSpan> Spans,
    IReadOnlyDictionary<long, PackTemplate> Texts,
    Baseline Baseline,
    double NewPerHour,
    DateTime ReadUntil)
{
    /// <summary>Causes come before what is noticed: so much before the time asked about is looked at, too.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromMinutes(30);

    /// <summary>How much before the window is read to know at what pace nodes and services log.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromHours(2);

    /// <summary>How many logs of a window are read at most.</summary>
    public const int MostLogs = 150_000;

    /// <summary>A template that a node logged so often in the two hours before is missed when it does not come.</summary>
    private const int LeastToMiss = 6;

    public static async Task<WindowView> ReadAsync(IPackReader reader, TimeWindow asked, CancellationToken ct)
    {
        TimeWindow window = new(asked.Since - Lead, asked.Until);
        DateTime from = window.Since - Pace;
        WindowCounts counts = await reader.CountAsync(new TimeWindow(from, window.Until), MostLogs, ct);
        if (counts.Until < window.Until)
        {
            from = window.Since;
            counts = await reader.CountAsync(window, MostLogs, ct);
        }

        IReadOnlyList<TemplateSpan> spans = TemplateSpan.Of(counts.Minutes.Where(minute => minute.First >= window.Since));
        var missable = counts.Minutes.Where(minute => minute.First < window.Since)
            .GroupBy(minute => (minute.TemplateId, minute.Node))
            .Where(group => group.Sum(minute => minute.Count) >= LeastToMiss)
            .Select(group => group.Key);
        (long TemplateId, string Node)[] counted = [.. spans.Select(span => (span.TemplateId, span.Node)).Concat(missable).Distinct()];
        string[] nodes = [.. counts.Minutes.Select(minute => minute.Node).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        TimeWindow before = Baseline.WindowBefore(window);
        Baseline baseline = Baseline.Of(
            await reader.CountPastAsync(
                counted.ToLookup(pair => pair.Node, pair => pair.TemplateId, StringComparer.Ordinal),
                before,
                Baseline.SameHours(window),
                ct),
            await reader.HoursAsync(nodes, before, ct),
            window);
        long[] ids = [.. counted.Select(pair => pair.TemplateId).Distinct()];
        IReadOnlyDictionary<long, PackTemplate> texts = await reader.TemplatesAsync(ids, ct);
        Dictionary<long, FailureKind?> failures = texts.Values.ToDictionary(text => text.Id, text => FailureKinds.Of(text.Text));
        foreach (TemplateSpan span in spans)
        {
            span.Describe(texts.GetValueOrDefault(span.TemplateId), failures.GetValueOrDefault(span.TemplateId));
            span.Expected = baseline.Of(span.TemplateId, span.Node);
        }

        double hours = Math.Max(1, nodes.Select(baseline.HoursOf).DefaultIfEmpty().Max());
        long created = await reader.CountNewAsync(before, ct);
        return new WindowView(window, counts.Minutes, from, spans, texts, baseline, created / hours, counts.Until);
    }
}
