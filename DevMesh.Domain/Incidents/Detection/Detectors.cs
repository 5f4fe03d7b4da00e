using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Kinds;

namespace DevMesh.Domain.Incidents.Detection;

/// <summary>Finds what is unusual in a window, in an order that depends on nothing but the data.</summary>
internal static class Detectors
{
    /// <summary>From here on a difference is worth telling.</summary>
    public const double LeastScore = 5;

    /// <summary>So many new templates an hour make a new one half as telling, roughly.</summary>
    private const double NewTemplatesThatDamp = 10;

    private const int LeastHoursOfBaseline = 3;
    private const int LeastRise = 3;
    private const double LeastToFall = 6;
    private const int MostQuoted = 140;

    public static List<Finding> Find(WindowView view)
    {
        List<Finding> findings = [];
        HashSet<TemplateSpan> ofBoots = Boots.LinesOf(view.Spans);
        foreach (TemplateSpan span in view.Spans)
        {
            if (!ofBoots.Contains(span) && OfSpan(span, view) is { } finding)
            {
                findings.Add(finding);
            }
        }

        IEnumerable<TemplateSpan> telling =
            view.Spans.Where(span => !ofBoots.Contains(span) && span.Failure is not { Role: Role.Benign });
        findings.AddRange(ErrorBursts.Find(telling, LeastScore).Select(OfBurst));
        IReadOnlyList<Silence> silences = Silences.Find(view.Minutes, view.From, view.Window with { Until = view.ReadUntil },
            LeastScore);
        findings.AddRange(silences.Select(OfSilence));
        findings.AddRange(Falls(view, silences));
        return findings;
    }

    private static Finding? OfSpan(TemplateSpan span, WindowView view)
    {
        FailureKind? kind = span.Failure;
        Expectation expected = span.Expected;
        double score = span.Score;
        if (expected.Before == 0)
        {
            if (expected.Hours < LeastHoursOfBaseline && span.FirstSeen < view.Window.Since)
            {
                return null; // the node has no past to differ from
            }

            bool fleet = span.FirstSeen >= view.Window.Since;
            double told = score / (1 + Math.Log(1 + (view.NewPerHour * view.Window.Length.TotalHours / NewTemplatesThatDamp)));
            UnusualKind newKind = KindOf(kind, fleet ? UnusualKind.NewInFleet : UnusualKind.NewOnNode);
            string past = fleet ? "never logged before on any node" : $"not logged on this node in the {expected.Hours} h before";
            return Of(newKind, told, span, $"{span.Node}: \"{Quote(span.Text)}\" {past}; {Times(span)}");
        }

        return score >= LeastScore && span.Count >= LeastRise && span.Count >= 2 * expected.Count
            ? Of(KindOf(kind, UnusualKind.RateRise), score, span,
                $"{span.Node}: \"{Quote(span.Text)}\" more often than usual; {Times(span)}, {expected.Count:0.#} expected")
            : null;
    }

    private static UnusualKind KindOf(FailureKind? failure, UnusualKind otherwise) => failure switch
    {
        { Role: Role.Boot or Role.Shutdown } => UnusualKind.Restart,
        { Name: "clock jump" } => UnusualKind.ClockStep,
        _ => otherwise,
    };

    private static Finding Of(UnusualKind kind, double score, TemplateSpan span, string text) => new(
        kind,
        score,
        $"G/2 = {span.Score:0.0} ({span.Count} logs, {span.Expected.Count:0.##} expected "
            + $"from {span.Expected.Before} in {span.Expected.Hours} h"
            + $"{(span.Expected.Dispersion > 1.05 ? $", dispersion {span.Expected.Dispersion:0.0}" : "")})",
        text,
        span,
        span.Node,
        span.Service,
        span.First,
        span.Last,
        Moments.Of(span));

    private static Finding OfBurst(ErrorBurst burst) => new(
        UnusualKind.ErrorBurst,
        burst.Score,
        $"G/2 = {burst.Score:0.0} ({burst.Count} logs of level err or worse, {burst.Expected:0.##} expected)",
        $"{burst.Node}: {burst.Peak} errors of {NameOf(burst.Service)} within "
            + $"{ErrorBursts.PeakLength.TotalMinutes:0} minutes from {burst.Since:HH:mm:ss}, {burst.Count} in all",
        Span: null,
        burst.Node,
        burst.Service,
        burst.Since,
        burst.Spans.Max(span => span.Last),
        [.. burst.Spans.Take(3).Select(span => new LogMoment(span.TemplateId, span.Node, span.First))]);

    private static Finding OfSilence(Silence silence) => new(
        UnusualKind.Silence,
        silence.Score,
        $"-ln P = {silence.Score:0.0} ({silence.Length.TotalMinutes:0.#} minutes without a log, "
            + $"while {silence.Pace:P0} of the minutes have one)",
        $"{silence.Node}: {(silence.Service is { } quiet ? $"{NameOf(quiet)} logged nothing" : "nothing at all was logged")} "
            + $"from {silence.Since:HH:mm:ss} "
            + (silence.FirstAfter is { } after ? $"to {after.First:HH:mm:ss}" : "to the end of the window"),
        Span: null,
        silence.Node,
        silence.Service,
        silence.Since,
        silence.Until,
        [new LogMoment(silence.LastBefore.TemplateId, silence.Node, silence.LastBefore.Last)]);

    /// <summary>Templates that came often until the window, and hardly in it, where no silence tells the same.</summary>
    private static IEnumerable<Finding> Falls(WindowView view, IReadOnlyList<Silence> silences)
    {
        Dictionary<(long, string), TemplateSpan> spans = view.Spans.ToDictionary(span => (span.TemplateId, span.Node));
        foreach (IGrouping<(long TemplateId, string Node), MinuteCount> before in view.Minutes
            .Where(minute => minute.First < view.Window.Since)
            .GroupBy(minute => (minute.TemplateId, minute.Node))
            .OrderBy(group => group.Key.TemplateId).ThenBy(group => group.Key.Node, StringComparer.Ordinal))
        {
            Expectation expected = view.Baseline.Of(before.Key.TemplateId, before.Key.Node);
            long count = spans.TryGetValue(before.Key, out TemplateSpan? span) ? span.Count : 0;
            double mean = view.Baseline.MeanOf(before.Key.TemplateId, before.Key.Node);
            double score = RateTest.Score(count, mean, expected.Dispersion);
            string service = before.First().Service;
            bool told = silences.Any(silence =>
                silence.Node == before.Key.Node && (silence.Service is null || silence.Service == service));
            if (mean < LeastToFall || count > mean / 3 || score < LeastScore || told)
            {
                continue;
            }

            MinuteCount last = before.MaxBy(minute => minute.Last);
            string text = Quote(view.Texts.GetValueOrDefault(before.Key.TemplateId)?.Text ?? "");
            yield return new Finding(
                UnusualKind.RateFall,
                score,
                $"G/2 = {score:0.0} ({count} logs, {mean:0.#} expected from {expected.Before} in {expected.Hours} h)",
                $"{before.Key.Node}: \"{text}\" came {count} times, {mean:0} expected",
                Span: null,
                before.Key.Node,
                service,
                last.Last,
                view.Window.Until,
                [new LogMoment(before.Key.TemplateId, before.Key.Node, span?.Last ?? last.Last)]);
        }
    }

    private static string Times(TemplateSpan span) =>
        span.Count == 1 ? $"once at {span.First:HH:mm:ss}"
            : $"{span.Count} times from {span.First:HH:mm:ss} to {span.Last:HH:mm:ss}";

    private static string NameOf(string service) => service.Length == 0 ? "programs without a name" : service;

    internal static string Quote(string text) => text.Length <= MostQuoted ? text : text[..MostQuoted] + "…";
}
