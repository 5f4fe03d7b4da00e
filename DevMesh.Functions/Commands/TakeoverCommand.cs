using System.CommandLine;
using System.CommandLine.Parsing;
using DevMesh.Domain.Backfill;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Takeover;
using DevMesh.Functions.MariaDb.Migrations;

namespace DevMesh.Functions.Commands;

/// <summary>
/// <c>takeover</c>: takes over the logs of the platform before DevMesh, in its own database; with <c>--dry-run</c> only what
/// it would do. <c>takeover drop</c> removes the old tables afterwards.
/// </summary>
internal static class TakeoverCommand
{
    public static Command Create(CommandServices services)
    {
        Option<bool> dryRun = new("--dry-run") { Description = "Read everything, say what would be done, and change nothing." };
        Option<TimeZoneInfo> zone = new("--time-zone")
        {
            Description = "The zone of times that have none, such as Europe/Berlin. Default: UTC.",
            DefaultValueFactory = _ => TimeZoneInfo.Utc,
            CustomParser = ParseZone,
        };
        Option<string?> model = new("--embedding-model")
        {
            Description = "The model that made the old vectors, where no column says it.",
        };
        Option<string[]> columns = new("--column")
        {
            Description = "PURPOSE=COLUMN: a column of log_events by what it is, such as node=machine_name. May be repeated.",
            DefaultValueFactory = _ => [],
        };
        columns.Validators.Add(CheckColumns);
        Option<string[]> leave = new("--leave")
        {
            Description = "A column of log_events that is not to be taken over. May be repeated.",
            DefaultValueFactory = _ => [],
        };
        Command drop = new("drop", "Remove the old tables, once every row of them is taken over");
        drop.SetAction((parsed, ct) => DropAsync(services, parsed.InvocationConfiguration, ct));
        Command command = new("takeover", "Take over the logs of another platform in this database")
        {
            dryRun, zone, model, columns, leave, drop,
        };
        command.SetAction((parsed, ct) =>
        {
            TakeoverOptions options = new(
                parsed.GetValue(zone)!,
                parsed.GetValue(model),
                parsed.GetValue(columns)!.Select(text => text.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]),
                parsed.GetValue(leave)!.ToHashSet(StringComparer.OrdinalIgnoreCase));
            return parsed.GetValue(dryRun)
                ? RehearseAsync(services, options, parsed.InvocationConfiguration, ct)
                : RunAsync(services, options, parsed.InvocationConfiguration, ct);
        });
        return command;
    }

    private static async Task<TakeoverPlan> PlanAsync(CommandServices services, TakeoverOptions options, CancellationToken ct) =>
        TakeoverPlan.Of(
            await services.Get<IOldTables>().LookAsync(ct),
            options,
            services.Get<IEmbedderCatalog>().Configured,
            services.Get<EmbeddingBackfillOptions>().EmbedLogs);

    private static async Task<int> RehearseAsync(
        CommandServices services, TakeoverOptions options, InvocationConfiguration console, CancellationToken ct)
    {
        TakeoverPlan plan = await PlanAsync(services, options, ct);
        OldDatabase database = await services.Get<IOldTables>().LookAsync(ct);
        TakeoverTally tally;
        using (ProgressLine progress = new("reading", "logs", console.Error, !Console.IsErrorRedirected, TimeProvider.System))
        {
            tally = await services.Get<TakeoverJob>().RehearseAsync(plan, progress, ct);
        }

        IOldRows rows = services.Get<IOldRows>();
        IReadOnlyList<VectorCount> ofLogs = await rows.VectorsAsync(plan, ofLogs: true, ct);
        IReadOnlyList<VectorCount> ofTemplates = await rows.VectorsAsync(plan, ofLogs: false, ct);
        foreach (string line in new TakeoverReport(plan, database, tally, ofLogs, ofTemplates).Lines())
        {
            await console.Output.WriteLineAsync(Printable.Of(line));
        }

        return 0;
    }

    private static async Task<int> RunAsync(
        CommandServices services, TakeoverOptions options, InvocationConfiguration console, CancellationToken ct)
    {
        await PlanAsync(services, options, ct); // what is wrong is told before anything is changed
        await services.Get<IOldTables>().PutAsideAsync(ct);
        TakeoverPlan plan = await PlanAsync(services, options, ct);
        TakeoverCount count = new();
        int code = await JobCommand.RunAsync(
            services, Jobs.Takeover, "logs", hasRate: true, console,
            (call, token) => services.Get<TakeoverJob>().RunAsync(plan, count, call, token), ct);
        foreach (string line in TakeoverReport.Told(count.Tally, plan))
        {
            await console.Output.WriteLineAsync(Printable.Of(line));
        }

        return code == 0 && !await BalanceAsync(services, plan, console.Output, ct) ? 1 : code;
    }

    /// <summary>Prints old rows beside logs that were taken over, by node.</summary>
    /// <returns>Whether they are as many.</returns>
    private static async Task<bool> BalanceAsync(
        CommandServices services, TakeoverPlan plan, TextWriter output, CancellationToken ct)
    {
        IOldTables tables = services.Get<IOldTables>();
        IReadOnlyList<NodeBalance> nodes =
            NodeBalance.Of(await tables.OldNodesAsync(plan, ct), await tables.TakenNodesAsync(ct));
        int width = nodes.Select(node => node.Node.Length).Append("total".Length).Max();
        await output.WriteLineAsync($"{"node".PadRight(width)}  {"old rows",12}  {"taken over",12}");
        foreach (NodeBalance node in nodes.Append(
            new NodeBalance("total", [], nodes.Sum(node => node.Old), nodes.Sum(node => node.Taken))))
        {
            string verdict = node.Old == node.Taken ? "" : "  differs";
            await output.WriteLineAsync($"{node.Node.PadRight(width)}  {node.Old,12:N0}  {node.Taken,12:N0}{verdict}");
        }

        bool agree = nodes.All(node => node.Old == node.Taken);
        await output.WriteLineAsync(agree
            ? $"Every row of {Printable.Of(plan.Logs.Name)} is taken over."
            : $"Some are not there: the takeover is not at its end, or retention deleted some since.");
        return agree;
    }

    private static async Task<int> DropAsync(CommandServices services, InvocationConfiguration console, CancellationToken ct)
    {
        await services.Get<Migrator>().ApplyAsync(ct);
        OldTablesDropped dropped = await services.Get<IOldTables>().DropAsync(ct);
        if (dropped.Left > 0)
        {
            await console.Error.WriteLineAsync(
                $"takeover drop: {dropped.Left:N0} rows are not taken over yet; ./devmesh takeover goes on. "
                + "Nothing was removed.");
            return 1;
        }

        await console.Output.WriteLineAsync(dropped.Names.Count == 0
            ? "There are no old tables."
            : $"Removed {string.Join(" and ", dropped.Names)}.");
        return 0;
    }

    private static TimeZoneInfo? ParseZone(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(text, out TimeZoneInfo? zone))
        {
            return zone;
        }

        result.AddError(
            $"--time-zone: '{text}' is not known here; accepted: a name of the tz database such as Europe/Berlin, or UTC");
        return null;
    }

    private static void CheckColumns(OptionResult result)
    {
        string[] purposes = [.. ColumnNames.OfLogs.Select(each => each.Purpose)];
        HashSet<string> seen = [];
        foreach (string text in result.Tokens.Select(token => token.Value))
        {
            string[] pair = text.Split('=', 2);
            if (pair.Length < 2 || !purposes.Contains(pair[0]) || pair[1].Length == 0 || !seen.Add(pair[0]))
            {
                result.AddError(
                    $"--column: '{text}' is not accepted; accepted: PURPOSE=COLUMN, each purpose once, of "
                    + string.Join(", ", purposes));
            }
        }
    }
}
