using System.CommandLine;
using DevMesh.Domain.Backfill;

namespace DevMesh.Functions.Commands;

/// <summary><c>safety-net</c>: what the timer does every six hours, at once.</summary>
internal static class SafetyNetCommand
{
    public static Command Create(CommandServices services)
    {
        Command command = new("safety-net", "Go over everything that is stored and repair what is missing or miscounted");
        command.SetAction((parsed, ct) => JobCommand.RunAsync(
            services, Jobs.SafetyNet, "steps", hasRate: false, parsed.InvocationConfiguration, services.Get<SafetyNet>().RunAsync, ct));
        return command;
    }
}
