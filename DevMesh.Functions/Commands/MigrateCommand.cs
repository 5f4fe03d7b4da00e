using System.CommandLine;
using DevMesh.Functions.MariaDb.Migrations;

namespace DevMesh.Functions.Commands;

/// <summary><c>migrate</c>: brings the database's schema up to date and names what was applied.</summary>
internal static class MigrateCommand
{
    public static Command Create(CommandServices services)
    {
        Command command = new("migrate", "Apply the migrations that the database lacks");
        command.SetAction(async (parsed, ct) =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            IReadOnlyList<string> applied = await services.Get<Migrator>().ApplyAsync(ct);
            foreach (string name in applied)
            {
                await output.WriteLineAsync($"applied {name}");
            }

            await output.WriteLineAsync($"the schema is up to date: {Migration.All.Count} migrations, {applied.Count} of them applied now");
        });
        return command;
    }
}
