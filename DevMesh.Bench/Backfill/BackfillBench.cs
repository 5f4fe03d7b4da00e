using System.CommandLine;
using System.Data.Common;
using DevMesh.Bench.Running;
using DevMesh.Functions.MariaDb.Migrations;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevMesh.Bench.Backfill;

/// <summary>
/// <c>backfill</c>: the embedding backfill under SIGKILLs, counted at the gateway and in the table; and ingest while the
/// gateway is down, beside ingest while it is up.
/// </summary>
internal static class BackfillBench
{
    private const string Database = "devmesh_bench_backfill";

    public static Command Create()
    {
        Option<int> templates = new("--templates")
        {
            Description = "How many templates are filled.",
            DefaultValueFactory = _ => 50_000,
        };
        Option<int> kills = new("--kills") { Description = "How many SIGKILLs are spread over it.", DefaultValueFactory = _ => 20 };
        Option<int> dimension = new("--dim") { Description = "The length of a vector.", DefaultValueFactory = _ => 256 };
        Option<int> rounds = new("--rounds")
        {
            Description = "How often ingest is measured with the gateway up and down.",
            DefaultValueFactory = _ => 3,
        };
        Option<bool> json = new("--json") { Description = "Print the figures as one JSON object in the last line, too." };
        Command command = new("backfill", "The embedding backfill under SIGKILLs, and ingest while the gateway is down.")
        {
            templates, kills, dimension, rounds, json,
        };
        command.SetAction((parsed, ct) => RunAsync(
            new KillPlan(parsed.GetValue(templates), parsed.GetValue(kills), BatchSize: 50, parsed.GetValue(dimension)),
            parsed.GetValue(rounds),
            parsed.GetValue(json),
            ct));
        return command;
    }

    private static async Task<int> RunAsync(KillPlan plan, int rounds, bool json, CancellationToken ct)
    {
        KillFigures killed;
        await using (DbDataSource source = await FreshAsync(ct))
        {
            killed = await KillFigures.MeasureAsync(plan, BenchServer.ConnectionTo(Database), source, Report.Progress, ct);
        }

        OutageFigures outage;
        await using (DbDataSource source = await FreshAsync(ct))
        {
            outage = await OutageFigures.MeasureAsync(
                rounds, batches: 40, plan.Dimension, BenchServer.ConnectionTo(Database), source, ct);
        }

        long limit = (long)killed.Kills * plan.BatchSize;
        new Report($"backfill: {plan.Templates:N0} templates of {plan.Dimension} numbers in batches of {plan.BatchSize}, delay 0")
            .Add("SIGKILLs", "kills", killed.Kills)
            .Add("templates without a vector", "missed", killed.Missed)
            .Add("vectors stored twice", "stored_twice", killed.Twice)
            .Add("texts asked for again", "asked_again", killed.AskedAgain)
            .Add("one batch for each kill would be", "asked_again_limit", limit)
            .Add("time, the starts of the app included", "kill_run_s", killed.Elapsed.TotalSeconds, "s")
            .Add("ingest, the gateway up", "ingest_up_per_s", outage.Up, "logs/s")
            .Add("ingest, the gateway down", "ingest_down_per_s", outage.Down, "logs/s")
            .Add("templates then, all together", "outage_templates", outage.Templates)
            .Add("those without a vector when it came back", "outage_behind", outage.Behind)
            .Add("until all of them had one", "caught_up_s", outage.CaughtUp.TotalSeconds, "s", 1)
            .Add("templates without a vector in the end", "outage_missed", outage.Missed)
            .Print(json);
        return killed is { Missed: 0, Twice: 0 } && killed.AskedAgain <= limit && outage.Missed == 0 ? 0 : 1;
    }

    private static async Task<DbDataSource> FreshAsync(CancellationToken ct)
    {
        await BenchServer.CreateAsync(Database);
        DbDataSource source = BenchServer.Open(Database);
        await new Migrator(source, Migration.All, NullLogger<Migrator>.Instance).ApplyAsync(ct);
        return source;
    }
}
