using System.CommandLine;
using DevMesh.Bench.Running;
using DevMesh.Bench.Shipping;

namespace DevMesh.Bench.Faults;

/// <summary>
/// <c>faults</c>: SIGKILLs of the app, of mariadbd, of the shipper and of all three, connections cut and slowed, a database
/// that hangs, and full restarts, at random moments while logs are sent. Fails unless every acknowledged log is there once.
/// </summary>
internal static class FaultsCommand
{
    private const int MostWords = 5;

    public static Command Create()
    {
        string names = string.Join(", ", Fault.All.Select(fault => fault.Name));
        Option<int> tries = new("--tries") { Description = "How often each fault is tried.", DefaultValueFactory = _ => 6 };
        Option<int?> seed = new("--seed") { Description = "Of the random moments; another one each time unless given." };
        Option<string[]> only = new("--only") { Description = $"Only these faults: {names}.", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong([.. Fault.All.Select(fault => fault.Name)]);
        Option<bool> json = new("--json") { Description = "Print the figures as one JSON object in the last line, too." };
        Command command = new("faults", "What is lost or doubled when processes are killed and connections cut.") { tries, seed, only, json };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetValue(tries), parsed.GetValue(seed) ?? Random.Shared.Next(1_000_000), parsed.GetValue(only) ?? [],
            parsed.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(int tries, int seed, string[] only, bool json, CancellationToken ct)
    {
        Report.Progress($"seed {seed}; a database server of its own is started ...");
        Random random = new(seed);
        string folder = Path.Combine(BenchServer.StateFolder, "faults");
        List<FaultFigures> figures = [];
        await using (FaultStage stage = await FaultStage.StartAsync(folder, [Programs.Shipper], ct))
        {
            foreach (Fault fault in Fault.All.Where(fault => only.Length == 0 || only.Contains(fault.Name)))
            {
                figures.Add(await FaultRun.RunAsync(stage, fault, tries, random, Report.Progress, ct));
            }
        }

        foreach (string words in figures.SelectMany(each => each.WrongAnswers).Distinct().Take(MostWords))
        {
            Report.Progress($"answered: {words}");
        }

        ReportOf(figures, seed).Print(json);
        return figures.TrueForAll(each => each.IsClean) ? 0 : 1;
    }

    private static Report ReportOf(List<FaultFigures> figures, int seed)
    {
        Report report = new(
            $"faults: three senders, seed {seed}",
            "fault", "tries", "kills", "sent", "acknowledged", "found", "lost", "doubled", "half batches", "wrong template",
            "miscounted", "wrong answers",
            "all go on in");
        foreach (FaultFigures each in figures)
        {
            report.AddRow(
                each.Fault.What, $"{each.Tries}", $"{each.Kills}", $"{each.Sent:N0}", $"{each.Acknowledged:N0}", $"{each.Found.Found:N0}",
                $"{each.Found.Lost}", $"{each.Found.Doubled}", $"{each.Found.Halved}", $"{each.Found.WrongTemplate}",
                $"{each.Miscounted.Sum}", $"{each.WrongAnswers.Count}", $"{each.LongestRecovery.TotalSeconds:N1} s");
        }

        return report
            .AddKey("seed", seed)
            .AddKey("tries", figures.Sum(each => each.Tries))
            .AddKey("kills", figures.Sum(each => each.Kills))
            .AddKey("sent", figures.Sum(each => each.Sent))
            .AddKey("acknowledged", figures.Sum(each => each.Acknowledged))
            .AddKey("found", figures.Sum(each => each.Found.Found))
            .AddKey("lost", figures.Sum(each => each.Found.Lost))
            .AddKey("doubled", figures.Sum(each => each.Found.Doubled))
            .AddKey("half_batches", figures.Sum(each => each.Found.Halved))
            .AddKey("wrong_template", figures.Sum(each => each.Found.WrongTemplate))
            .AddKey("miscounted", figures.Sum(each => each.Miscounted.Sum))
            .AddKey("wrong_answers", figures.Sum(each => each.WrongAnswers.Count))
            .AddKey("longest_recovery_s", figures.Max(each => each.LongestRecovery.TotalSeconds));
    }
}
