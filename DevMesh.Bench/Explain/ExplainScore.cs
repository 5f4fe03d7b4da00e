using DevMesh.Bench.Explain.Scenarios;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;

namespace DevMesh.Bench.Explain;

/// <summary>How well one scenario was answered.</summary>
/// <param name="Recall">
/// The share of the cause's planted lines of which the pack has at least one log; null without a cause.
/// </param>
/// <param name="Precision">
/// The share of the pack's lines that tell of the cause or of what followed; null where nothing happened.
/// </param>
/// <param name="VerdictRight">
/// The verdict is right and, where it is explained, the likely cause cites a line of the cause.
/// </param>
/// <param name="HealthyCalledBroken">Nothing was wrong, and the answer says otherwise.</param>
/// <param name="HerringNamed">The likely cause cites a red herring.</param>
internal sealed record ExplainScore(
    Scenario Scenario,
    EvidencePack Pack,
    Explanation Explanation,
    double? Recall,
    double? Precision,
    bool VerdictRight,
    bool HealthyCalledBroken,
    bool HerringNamed)
{
    public static ExplainScore Of(Scenario scenario, EvidencePack pack, Explanation explanation,
        IReadOnlyList<ScenarioLog> planted)
    {
        ILookup<(string, DateTime), ScenarioLog> known = planted.ToLookup(log => (log.Node, log.Timestamp));
        Dictionary<long, PlantedLine> lines = [];
        foreach (PackLog log in pack.LogsById().Values)
        {
            string start = log.Message[..Math.Min(log.Message.Length, PackLog.MaxMessage)];
            if (known[(log.Node, log.Timestamp)].FirstOrDefault(each => each.Message.StartsWith(start, StringComparison.Ordinal)
                || start.StartsWith(each.Message, StringComparison.Ordinal)) is { Planted: { } line })
            {
                lines.Add(log.Id, line);
            }
        }

        PlantedLine[] causes = [.. scenario.Lines.Where(line => line.Part is Part.Cause)];
        int total = pack.LogsById().Count;
        int relevant = lines.Values.Count(line => line.Part is Part.Cause or Part.Symptom);
        bool Cites(Part part) =>
            explanation.LikelyCause?.LogIds.Any(id => lines.TryGetValue(id, out PlantedLine? line) && line.Part == part) == true;
        return new ExplainScore(
            scenario,
            pack,
            explanation,
            causes.Length == 0 ? null : (double)causes.Count(lines.ContainsValue) / causes.Length,
            scenario.Verdict is Verdict.Healthy || total == 0 ? null : (double)relevant / total,
            explanation.Verdict == scenario.Verdict && (scenario.Verdict is not Verdict.Explained || Cites(Part.Cause)),
            scenario.Verdict is Verdict.Healthy && explanation.Verdict is not Verdict.Healthy,
            Cites(Part.Herring));
    }
}

/// <summary>Means over some scenarios.</summary>
internal sealed record ExplainSummary(
    int Scenarios, double Recall, double Precision, double VerdictsRight, int HealthyCalledBroken, int HerringsNamed)
{
    public static ExplainSummary Of(IReadOnlyCollection<ExplainScore> scores) => new(
        scores.Count,
        scores.Average(score => score.Recall) ?? 0,
        scores.Average(score => score.Precision) ?? 0,
        scores.Average(score => score.VerdictRight ? 1 : 0),
        scores.Count(score => score.HealthyCalledBroken),
        scores.Count(score => score.HerringNamed));
}
