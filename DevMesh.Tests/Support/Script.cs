using System.Diagnostics;

namespace DevMesh.Tests.Support;

/// <summary>A shell script of the checkout as a process.</summary>
internal static class Script
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Runs it with bash. Its output is the text of both outputs, standard output first.</summary>
    public static Task<(int Code, string Output)> RunAsync(
        string path, string[] arguments, params (string Name, string Value)[] environment) =>
        RunProgramAsync("bash", [path, .. arguments], input: null, environment);

    /// <param name="input">Given on standard input; nothing when null.</param>
    public static async Task<(int Code, string Output)> RunProgramAsync(
        string program, string[] arguments, Stream? input, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(Limit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
        if (input is not null)
        {
            await input.CopyToAsync(process.StandardInput.BaseStream, limit.Token);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await error);
    }
}
