using System.CommandLine;
using DevMesh.Domain.Backfill;
using DevMesh.Domain.Retention;
using DevMesh.Functions.MariaDb.Migrations;

namespace DevMesh.Functions.Commands;

/// <summary><c>retention</c>: what the timer does every night, at once; with <c>--dry-run</c> only what it would do.</summary>
internal static class RetentionCommand
{
    public static Command Create(CommandServices services)
    {
        Option<bool> dryRun = new("--dry-run") { Description = "Say what would be deleted of each node, and delete nothing." };
        Command command = new("retention", "Delete the logs that are past RETENTION_DAYS or RETENTION_OVERRIDES") { dryRun };
        command.SetAction((parsed, ct) => parsed.GetValue(dryRun)
            ? PlanAsync(services, parsed.InvocationConfiguration.Output, ct)
            : JobCommand.RunAsync(
                services, Jobs.Retention, "logs", hasRate: true, parsed.InvocationConfiguration,
                services.Get<LogRetention>().RunAsync, ct));
        return command;
    }

    private static async Task<int> PlanAsync(CommandServices services, TextWriter output, CancellationToken ct)
    {
        await services.Get<Migrator>().ApplyAsync(ct);
        if (services.Get<RetentionPolicy>().ShortestDays is null)
        {
            await output.WriteLineAsync("RETENTION_DAYS is 0 and no override says otherwise: everything is kept.");
            return 0;
        }

        IReadOnlyList<ExpiredOfNode> nodes = await services.Get<LogRetention>().PlanAsync(ct);
        int width = nodes.Select(node => node.Node.Length).Append("total".Length).Max();
        foreach (ExpiredOfNode node in nodes)
        {
            await output.WriteLineAsync(
                $"{node.Node.PadRight(width)}  {node.Logs,12:N0} logs, received {node.Oldest:u} to {node.Newest:u}");
        }

        await output.WriteLineAsync($"{"total".PadRight(width)}  {nodes.Sum(node => node.Logs),12:N0} logs would be deleted; none was");
        return 0;
    }
}
