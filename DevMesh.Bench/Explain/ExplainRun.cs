using DevMesh.Bench.Explain.Scenarios;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Incidents.Questions;

namespace DevMesh.Bench.Explain;

/// <summary>Asks the questions of scenarios and scores what plain code answers.</summary>
internal static class ExplainRun
{
    public static async Task<IReadOnlyList<ExplainScore>> RunAsync(
        string connectionString, IEnumerable<Scenario> scenarios, CancellationToken ct)
    {
        await using ScenarioStore store = await ScenarioStore.OpenAsync(connectionString, ct);
        List<ExplainScore> scores = [];
        foreach (Scenario scenario in scenarios)
        {
            (IncidentQuestion question, IReadOnlyList<ScenarioLog> planted) = await store.StoreAsync(scenario, ct);
            EvidencePack pack = await store.BuildAsync(question, ct);
            scores.Add(ExplainScore.Of(scenario, pack, PlainExplainer.Explain(pack), planted));
        }

        return scores;
    }
}
