using DevMesh.Domain.Incidents.Evidence;

namespace DevMesh.Domain.Incidents.Detection;

/// <summary>Which lines of a template show best what it is: the first, one amid the most of them, and the last.</summary>
internal static class Moments
{
    public static IReadOnlyList<LogMoment> Of(TemplateSpan span)
    {
        MinuteCount busiest = span.Minutes.OrderByDescending(minute => minute.Count).ThenBy(minute => minute.First).First();
        return
        [
            .. new[] { span.First, span.Last, busiest.First }.Distinct()
                .Select(at => new LogMoment(span.TemplateId, span.Node, at)),
        ];
    }
}
