using System.Diagnostics;
using DevMesh.Functions.Settings;

namespace DevMesh.Tests.Support;

/// <summary>A verb of the app's command line as a process, as one runs it by hand.</summary>
internal static class Verb
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task<(int Code, string Output, string Error)> RunAsync(
        string connectionString, string[] args, params (string Name, string Value)[] settings)
    {
        using Process process = Start(connectionString, args, settings);
        using CancellationTokenSource limit = new(Limit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Kills it, without warning, as soon as the condition holds, which is asked again and again.</summary>
    public static async Task KillWhenAsync(
        Func<Task<bool>> condition, string connectionString, string[] args, params (string Name, string Value)[] settings)
    {
        using Process process = Start(connectionString, args, settings);
        using CancellationTokenSource limit = new(Limit);
        while (!process.HasExited && !await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
        }

        process.Kill();
        await process.WaitForExitAsync(limit.Token);
    }

    private static Process Start(string connectionString, string[] args, (string Name, string Value)[] settings)
    {
        ProcessStartInfo start = new("dotnet", [typeof(Setting).Assembly.Location, .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["MARIADB_CONNECTION"] = connectionString, ["EMBEDDING_DIM"] = "64" },
        };
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
