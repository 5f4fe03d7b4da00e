using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Kinds;

namespace DevMesh.Domain.Incidents.Detection;

/// <summary>Something unusual, before it is known whether the pack has room for it.</summary>
/// <param name="Span">Null when it is not about one template that was logged in the window.</param>
/// <param name="Moments">Where its lines are found.</param>
internal sealed record Finding(
    UnusualKind Kind,
    double Score,
    string Statistic,
    string Text,
    TemplateSpan? Span,
    string Node,
    string? Service,
    DateTime At,
    DateTime Until,
    IReadOnlyList<LogMoment> Moments)
{
    /// <summary>The kind of failure that its line tells of; known once the line was read.</summary>
    public FailureKind? Failure { get; set; }

    /// <summary>How much it should be in the pack.</summary>
    public double Weight { get; set; }
}
