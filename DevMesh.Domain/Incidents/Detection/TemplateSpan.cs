using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Kinds;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Incidents.Detection;

/// <summary>A template's logs on one node within the window, and what the baseline makes one expect.</summary>
internal sealed class TemplateSpan
{
    public required long TemplateId { get; init; }

    public required string Node { get; init; }

    /// <summary>The service with most of its logs.</summary>
    public required string Service { get; init; }

    /// <summary>The worst.</summary>
    public required Level Level { get; init; }

    public required long Count { get; init; }

    /// <summary>Ordered by time.</summary>
    public required IReadOnlyList<MinuteCount> Minutes { get; init; }

    public DateTime First => Minutes[0].First;

    public DateTime Last => Minutes.Max(minute => minute.Last);

    /// <summary>The canonical text of the template.</summary>
    public string Text { get; private set; } = "";

    /// <summary>What its canonical text tells of; a line with its values may tell more.</summary>
    public FailureKind? Failure { get; private set; }

    /// <summary>When the template was first seen on any node.</summary>
    public DateTime FirstSeen { get; private set; }

    public Expectation Expected { get; set; } = Expectation.None;

    public bool IsError => Level <= Level.Err;

    /// <summary>How surprising its count is.</summary>
    public double Score => RateTest.Score(Count, Expected.Count, Expected.Dispersion);

    /// <param name="template">Null when it was created after the window was counted.</param>
    /// <param name="failure">What its text tells of.</param>
    public void Describe(PackTemplate? template, FailureKind? failure)
    {
        Text = template?.Text ?? "";
        Failure = failure;
        FirstSeen = template?.FirstSeen ?? First;
    }

    /// <summary>All templates of the minutes, in the order of template and node.</summary>
    public static IReadOnlyList<TemplateSpan> Of(IEnumerable<MinuteCount> minutes) =>
        [.. minutes
            .GroupBy(minute => (minute.TemplateId, minute.Node))
            .OrderBy(group => group.Key.TemplateId).ThenBy(group => group.Key.Node, StringComparer.Ordinal)
            .Select(group => new TemplateSpan
            {
                TemplateId = group.Key.TemplateId,
                Node = group.Key.Node,
                Service = group.GroupBy(minute => minute.Service, StringComparer.Ordinal)
                    .OrderByDescending(service => service.Sum(minute => minute.Count))
                    .ThenBy(service => service.Key, StringComparer.Ordinal).First().Key,
                Level = group.Min(minute => minute.Level),
                Count = group.Sum(minute => (long)minute.Count),
                Minutes = [.. group.OrderBy(minute => minute.First).ThenBy(minute => minute.Service, StringComparer.Ordinal)],
            })];
}
