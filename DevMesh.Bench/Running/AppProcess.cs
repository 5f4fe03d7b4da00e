using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace DevMesh.Bench.Running;

/// <summary>The function app's self-host as a process of its own, on a free loopback port, ended by its id.</summary>
public sealed partial class AppProcess : IAsyncDisposable
{
    private const int LogTail = 4000;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private AppProcess(Process process) => _process = process;

    public HttpClient Http { get; private set; } = null!;

    public int Id => _process.Id;

    /// <summary>Starts the app and returns once GET /health answers 200.</summary>
    /// <exception cref="InvalidOperationException">It ended or did not get ready; the message has its log.</exception>
    public static async Task<AppProcess> StartAsync(string connectionString, params (string Name, string Value)[] settings)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "DevMesh.Functions.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["MARIADB_CONNECTION"] = connectionString, ["DEVMESH_PORT"] = "0" },
        };
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        AppProcess app = new(Process.Start(start)!);
        TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
        app._process.OutputDataReceived += (_, e) => app.Read(e.Data, address);
        app._process.ErrorDataReceived += (_, e) => app.Read(e.Data, address);
        app._process.BeginOutputReadLine();
        app._process.BeginErrorReadLine();
        using CancellationTokenSource limit = new(StartLimit);
        try
        {
            _ = app._process.WaitForExitAsync(limit.Token).ContinueWith(_ => address.TrySetCanceled(), TaskScheduler.Default);
            app.Http = new HttpClient { BaseAddress = await address.Task.WaitAsync(limit.Token), Timeout = TimeSpan.FromMinutes(5) };
            while (!(await app.Http.GetAsync("/health", limit.Token)).IsSuccessStatusCode)
            {
                await Task.Delay(50, limit.Token);
            }

            return app;
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
        {
            string log = app.Log;
            await app.DisposeAsync();
            throw new InvalidOperationException($"the app did not get ready; its log:\n{log}", e);
        }
    }

    /// <summary>What it wrote so far.</summary>
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

    /// <summary>What it wrote where it named a request; empty when it did not.</summary>
    public string LogOf(string requestId)
    {
        string log = Log;
        int at = log.IndexOf(requestId, StringComparison.Ordinal);
        return at < 0 ? "" : log.Substring(at, Math.Min(LogTail, log.Length - at));
    }

    /// <summary>Runs work that asks the app; when a request fails, what the app wrote of late is told with it.</summary>
    public async Task<T> ExplainAsync<T>(Func<HttpClient, Task<T>> work)
    {
        try
        {
            return await work(Http);
        }
        catch (HttpRequestException e)
        {
            string log = Log;
            throw new InvalidOperationException($"{e.Message}\nThe end of the app's log:\n{log[Math.Max(0, log.Length - LogTail)..]}", e);
        }
    }

    /// <summary>SIGKILL: no time to tidy up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: it ends what it has begun.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        await Signals.SendAsync(_process, "TERM");
        await _process.WaitForExitAsync().WaitAsync(limit);
        await DisposeAsync();
    }

    /// <summary>CPU time that it has used.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Read(string? line, TaskCompletionSource<Uri> address)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }

        if (line is not null && Serving().Match(line) is { Success: true } match)
        {
            address.TrySetResult(new Uri(match.Groups["address"].Value));
        }
    }

    [GeneratedRegex("DevMesh serves (?<address>http://[^ ]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Serving();
}
