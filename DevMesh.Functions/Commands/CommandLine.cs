using System.CommandLine;
using System.Data.Common;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;
using DevMesh.Functions.MariaDb.Migrations;
using DevMesh.Functions.Settings;

namespace DevMesh.Functions.Commands;

/// <summary>The verbs of the app, for work that is done by hand.</summary>
internal static class CommandLine
{
    /// <summary>Every verb, in the order of the help. A new one is one line here and a class beside it.</summary>
    private static readonly Func<CommandServices, Command>[] Verbs =
    [
        ExplainCommand.Create,
        MigrateCommand.Create,
        BackfillCommand.Create,
        SafetyNetCommand.Create,
        RetentionCommand.Create,
        TakeoverCommand.Create,
        ModelsCommand.Create,
        KeysCommand.Create,
        IndexCommand.Create,
        _ => CanonCommand.Create(),
        _ => SettingsCommand.Create(),
    ];

    /// <summary>Whether the arguments are for here: a verb, or a question for help. The Functions host's all begin with a hyphen.</summary>
    public static bool IsVerb(string[] args) =>
        args is [{ Length: > 0 } first, ..] && (first[0] != '-' || first is "-h" or "-?" or "--help" or "--version");

    /// <returns>The exit code: 0 when it worked, 1 when it did not, 130 when it was interrupted.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        await using CommandServices services = new();
        RootCommand root = new("DevMesh: the logs of a fleet, kept, reduced to templates and searched");
        foreach (Func<CommandServices, Command> verb in Verbs)
        {
            root.Add(verb(services));
        }

        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Error = new PrintableWriter(Console.Error), // it repeats arguments as they were given
            });
        }
        catch (Exception e) when (e is DevMeshException or SchemaException)
        {
            await Console.Error.WriteLineAsync(Printable.Of(e.Message));
            return 1;
        }
        catch (Exception e) when (e is DbException or SchemaException)
        {
            await Console.Error.WriteLineAsync($"the database cannot be used: {Printable.Of(e.Message)}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }
}
