using System.CommandLine;
using DevMesh.Functions.Settings;

namespace DevMesh.Functions.Commands;

/// <summary><c>settings</c>: every setting with its default and what it does, as the table of docs/settings.md.</summary>
internal static class SettingsCommand
{
    public static Command Create()
    {
        Command command = new("settings", "List every setting: its default, what is accepted, what it does");
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.Write(SettingsTable.Markdown()));
        return command;
    }
}
