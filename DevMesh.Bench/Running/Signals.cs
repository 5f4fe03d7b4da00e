using System.Diagnostics;

namespace DevMesh.Bench.Running;

/// <summary>Signals that .NET cannot send.</summary>
internal static class Signals
{
    /// <param name="process">One that this process started.</param>
    /// <param name="name">Such as TERM, STOP, CONT or HUP.</param>
    public static async Task SendAsync(Process process, string name)
    {
        using Process kill = Process.Start("kill", ["-s", name, process.Id.ToString()]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0)
        {
            throw new InvalidOperationException($"SIG{name} could not be sent to process {process.Id}");
        }
    }
}
