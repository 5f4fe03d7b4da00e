using System.Diagnostics;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Fleet;

/// <summary>The script of the fleet, as one runs it by hand.</summary>
internal static class FleetScript
{
    /// <summary>Runs <c>./devmesh</c> with its state in a folder of the test.</summary>
    /// <param name="onLine">Is called with each line of standard error as it comes.</param>
    public static async Task<FleetResult> RunAsync(
        TemporaryFolder folder, string[] arguments, Action<string>? onLine = null)
    {
        ProcessStartInfo start = new("bash", [Repository.File("devmesh"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DEVMESH_STATE"] = folder["state"], ["DEVMESH_COMMAND"] = folder["devmesh"] },
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        List<string> errors = [];
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            errors.Add(line);
            onLine?.Invoke(line);
        }

        await process.WaitForExitAsync();
        return new FleetResult(process.ExitCode, await output, string.Join('\n', errors));
    }
}

/// <summary>What a run of the script came to.</summary>
internal sealed record FleetResult(int Code, string Output, string Errors)
{
    public override string ToString() => $"exit code {Code}\n{Output}\n{Errors}";

    /// <summary>The names in the table, from the top.</summary>
    public string[] Nodes => [.. Rows().Select(row => row[0])];

    public string State(string node) => Row(node)[1];

    public string Version(string node) => Row(node)[2];

    public string Detail(string node) => Row(node)[3];

    private string[] Row(string node) =>
        Rows().SingleOrDefault(row => row[0] == node) ?? throw new ArgumentException(ToString(), nameof(node));

    private IEnumerable<string[]> Rows() => Output.Split('\n').Skip(1).TakeWhile(line => line.Length > 0)
        .Select(line => line.Split("  ", 4, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
