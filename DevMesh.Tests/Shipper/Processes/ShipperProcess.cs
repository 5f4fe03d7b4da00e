using System.Diagnostics;
using System.Text;
using DevMesh.Bench.Running;

namespace DevMesh.Tests.Shipper.Processes;

/// <summary>The shipper as a process of its own, as systemd would run it; ended by its id.</summary>
public sealed class ShipperProcess : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private TaskCompletionSource _logged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ShipperProcess(Process process) => _process = process;

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>How the shipper is run: a program and its first arguments.</summary>
    public static IReadOnlyList<string> Command => ["dotnet", .. Executable()];

    /// <param name="arguments">Those of <c>devmesh-shipper run</c>, split at spaces.</param>
    public static ShipperProcess Start(string arguments, string? input = null)
    {
        ProcessStartInfo start = new("dotnet", [.. Executable(), "run", .. arguments.Split(' ')]);
        start.Environment.Remove("DEVMESH_STATE");
        return Start(start, input);
    }

    /// <summary>The arguments of <c>dotnet</c> that run the shipper which lies beside the tests.</summary>
    public static string[] Executable()
    {
        // The framework of the tests has some of its libraries.
        string Beside(string name) => Path.Combine(AppContext.BaseDirectory, name);
        return
        [
            "exec", "--runtimeconfig", Beside("DevMesh.Tests.runtimeconfig.json"), "--depsfile", Beside("DevMesh.Tests.deps.json"),
            Beside("devmesh-shipper.dll"),
        ];
    }

    /// <summary>Starts a command that is, or becomes, the shipper.</summary>
    public static ShipperProcess Start(ProcessStartInfo start, string? input = null)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        ShipperProcess shipper = new(Process.Start(start)!);
        shipper._process.OutputDataReceived += (_, e) => shipper.Take(e.Data);
        shipper._process.ErrorDataReceived += (_, e) => shipper.Take(e.Data);
        shipper._process.BeginOutputReadLine();
        shipper._process.BeginErrorReadLine();
        shipper._process.StandardInput.Write(input);
        shipper._process.StandardInput.Close();
        return shipper;
    }

    /// <summary>Runs to its end, which must be a good one.</summary>
    public static async Task RunAsync(string arguments, string? input = null)
    {
        await using ShipperProcess shipper = Start(arguments, input);
        Assert.True(await shipper.EndAsync() == 0, shipper.Log);
    }

    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        using CancellationTokenSource limit = new(Longest);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Completes once it has written <paramref name="text"/>.</summary>
    public async Task WaitForLogAsync(string text)
    {
        using CancellationTokenSource limit = new(Longest);
        while (true)
        {
            Task logged;
            lock (_log)
            {
                logged = _logged.Task;
            }

            if (Log.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            await logged.WaitAsync(limit.Token).ContinueWith(
                wait => Assert.True(wait.IsCompletedSuccessfully, $"it did not log '{text}' but: {Log}"), TaskScheduler.Default);
        }
    }

    /// <summary>SIGTERM, as systemd sends it.</summary>
    /// <returns>The exit code, and how long it took.</returns>
    public async Task<(int ExitCode, TimeSpan Took)> StopAsync()
    {
        long asked = Stopwatch.GetTimestamp();
        await Signals.SendAsync(_process, "TERM");
        int code = await EndAsync();
        return (code, Stopwatch.GetElapsedTime(asked));
    }

    public Task ReloadAsync() => Signals.SendAsync(_process, "HUP");

    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
            _logged.SetResult();
            _logged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
