using System.CommandLine;
using DevMesh.Bench.Explain.Scenarios;
using DevMesh.Bench.Running;
using DevMesh.Bench.Search;
using DevMesh.Domain.Incidents.Explaining;

namespace DevMesh.Bench.Explain;

/// <summary>
/// <c>explain</c>: the scenarios, each ingested and asked about without a model; and how long a pack takes over many logs, in
/// the database of <c>search</c>.
/// </summary>
internal static class ExplainBench
{
    private const string Database = "devmesh_bench_explain";
    private const int Kinds = 50_000;

    public static Command Create()
    {
        Option<int> logs = new("--logs") { Description = "How many logs a pack is timed over; 0 leaves that out.",
            DefaultValueFactory = _ => 1_000_000 };
        Option<string?> own = new("--scenarios") { Description = "A file of scenarios of your own, asked in place of these; "
            + "DevMesh.Bench/Explain/Scenarios/open.txt says how they are written." };
        Option<string?> only = new("--only") { Description = "Only scenarios whose name contains this." };
        Option<bool> tuned =
            new("--tuned") { Description = "Leave out the scenarios that are held back, as one does while the code is changed." };
        Option<bool> others = new("--others") { Description = "Also the scenarios of other hands, and the blind ones among them; "
            + "the figures of the set leave them out." };
        Option<bool> answers =
            new("--answers") { Description = "Also print the answers; of those held back only whether they are right." };
        Option<bool> json = new("--json") { Description = "Print the figures as one JSON object in the last line, too." };
        Command command = new("explain", "Scenarios answered without a model, and the time of an evidence pack.") { logs,
            own, only, tuned, others, answers, json };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetValue(logs),
            parsed.GetValue(own),
            parsed.GetValue(others),
            scenario => scenario.Name.Contains(parsed.GetValue(only) ?? "", StringComparison.Ordinal)
                && !(scenario.HeldBack && parsed.GetValue(tuned)),
            parsed.GetValue(answers),
            parsed.GetValue(json),
            ct));
        return command;
    }

    private static async Task<int> RunAsync(
        int logs, string? file, bool others, Func<Scenario, bool> isAsked, bool answers, bool json, CancellationToken ct)
    {
        IReadOnlyList<Scenario> all;
        try
        {
            all = file is null ? ScenarioSet.All : ScenarioSet.LoadFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }

        Scenario[] scenarios = [.. all.Where(isAsked)];
        if (scenarios.Length == 0)
        {
            Console.Error.WriteLine(
                $"no scenario is called so; there are {string.Join(", ", all.Select(scenario => scenario.Name))}");
            return 2;
        }

        IReadOnlyList<ExplainScore> scores = await AskAsync(scenarios, answers, ct);

        ExplainSummary summary = ExplainSummary.Of(scores);
        Report report = new($"explain: {summary.Scenarios} scenarios, plain code");
        report.Add("scenarios", "scenarios", summary.Scenarios)
            .Add("lines of the cause in the pack", "recall", summary.Recall, digits: 3)
            .Add("share of the pack that is relevant", "precision", summary.Precision, digits: 3)
            .Add("verdicts right", "verdicts_right", summary.VerdictsRight, digits: 3)
            .Add("healthy windows called broken", "healthy_called_broken", summary.HealthyCalledBroken)
            .Add("red herrings named as cause", "red_herrings_named", summary.HerringsNamed);
        AddGroup(report, "tuned to", "tuned", scores.Where(score => !score.Scenario.HeldBack));
        AddGroup(report, "held back", "held_back", scores.Where(score => score.Scenario.HeldBack));
        if (others)
        {
            AddGroup(report, "of other hands", "others", await AskAsync(ScenarioSet.Others.Where(isAsked), answers, ct));
            AddGroup(
                report, "of another hand, blind", "blind", await AskAsync(ScenarioSet.Blind.Where(isAsked), answers: false, ct));
        }

        if (logs > 0)
        {
            await PackTiming.AddToAsync(report, await SearchDatabase.FillAsync(logs, Kinds), logs, ct);
        }

        report.Print(json);
        return 0;
    }

    private static async Task<IReadOnlyList<ExplainScore>> AskAsync(
        IEnumerable<Scenario> scenarios, bool answers, CancellationToken ct)
    {
        await BenchServer.CreateAsync(Database);
        IReadOnlyList<ExplainScore> scores = await ExplainRun.RunAsync(BenchServer.ConnectionTo(Database), scenarios, ct);
        foreach (ExplainScore score in answers ? scores : [])
        {
            ExplainPrinter.Print(score);
        }

        return scores;
    }

    private static void AddGroup(Report report, string name, string key, IEnumerable<ExplainScore> scores)
    {
        ExplainScore[] some = [.. scores];
        if (some.Length == 0)
        {
            return;
        }

        ExplainSummary summary = ExplainSummary.Of(some);
        report.Add($"  {name}: scenarios", $"scenarios_{key}", summary.Scenarios)
            .Add($"  {name}: recall", $"recall_{key}", summary.Recall, digits: 3)
            .Add($"  {name}: precision", $"precision_{key}", summary.Precision, digits: 3)
            .Add($"  {name}: verdicts right", $"verdicts_right_{key}", summary.VerdictsRight, digits: 3)
            .Add($"  {name}: healthy called broken", $"healthy_called_broken_{key}", summary.HealthyCalledBroken);
    }
}
