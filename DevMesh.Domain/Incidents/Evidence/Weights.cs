using DevMesh.Domain.Incidents.Detection;
using DevMesh.Domain.Incidents.Kinds;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Incidents.Evidence;

/// <summary>Which findings a pack should have first: bad ones of a known kind, near to what was asked, and surprising.</summary>
internal static class Weights
{
    /// <summary>What weighs less is not worth its room.</summary>
    public const double Least = 4;

    /// <summary>What weighs this much is a reason to look around it.</summary>
    private const double Strong = 14;

    private const double MostOfScore = 8;

    /// <summary>A rate is no event: what all is well with may come more often, too.</summary>
    private const double MostOfRate = 4;

    /// <summary>What no node ever logged tells something, whatever its level: causes are often told in a low voice.</summary>
    private const double OfNew = 4;
    private const double ScoreOfMost = 25;
    private const int MostStrong = 6;

    private static readonly TimeSpan Near = TimeSpan.FromMinutes(2);

    public static void Apply(IReadOnlyList<Finding> findings, IncidentSubject subject)
    {
        foreach (Finding finding in findings)
        {
            finding.Weight = Of(finding, subject);
        }

        Finding[] strong =
        [
            .. findings.Where(finding => finding.Weight >= Strong)
                .OrderByDescending(finding => finding.Weight).ThenBy(finding => finding.At)
                    .ThenBy(finding => finding.Span?.TemplateId)
                .Take(MostStrong),
        ];
        foreach (Finding finding in findings.Where(finding => !strong.Contains(finding) && finding.Span is not null))
        {
            // Around each hit on its node: what a node hardly ever logs and logs now may belong to it.
            if (strong.Any(hit =>
                hit.Node == finding.Node && finding.Span!.Minutes.Any(minute => (minute.First - hit.At).Duration() <= Near)))
            {
                finding.Weight += 3;
            }
        }
    }

    private static double Of(Finding finding, IncidentSubject subject)
    {
        bool isRate = finding.Kind is UnusualKind.RateRise or UnusualKind.RateFall && finding.Failure is null;
        double weight = Math.Min(finding.Score, ScoreOfMost) / ScoreOfMost * (isRate ? MostOfRate : MostOfScore);
        weight += finding.Kind is UnusualKind.NewInFleet ? OfNew : 0;
        weight += finding.Span is { } span ? OfLevel(span.Level) : 4;
        weight += OfRole(finding);
        weight += subject.Nodes.Contains(finding.Node) ? 5 : 0;
        weight += finding.Service is { } service && subject.Services.Contains(service) ? 3 : 0;
        return finding.Kind is UnusualKind.RateFall ? weight - 4 : weight;
    }

    private static double OfLevel(Level level) => level switch
    {
        <= Level.Crit => 6,
        Level.Err => 5,
        Level.Warning => 3,
        Level.Notice => 1,
        _ => 0,
    };

    private static double OfRole(Finding finding) => finding.Failure switch
    {
        null => 0,
        { Least: var least } when finding.Span is { } span && span.Count < least => 0,
        { Role: Role.Root } => 12,
        { Role: Role.Fault or Role.Boot or Role.Shutdown } => 8,
        { Role: Role.Change or Role.Symptom } => 5,
        { Role: Role.Recovery } => 4,
        { Role: Role.Benign } => -3,
        _ => 0,
    };
}
