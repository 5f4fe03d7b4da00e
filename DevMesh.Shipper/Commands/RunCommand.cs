using System.CommandLine;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using DevMesh.Domain.Logs;
using DevMesh.Shipper.Running;
using DevMesh.Shipper.Shipping;

namespace DevMesh.Shipper.Commands;

/// <summary><c>run</c>: ships until the input ends or a signal says stop. SIGHUP reads the filter rules again.</summary>
internal static class RunCommand
{
    private const int BadUsage = 2;
    private const int Failed = 1;
    private const int LongestAnswer = 16 * 1024 * 1024; // every entry of a batch rejected, each with its reason

    /// <param name="command">Gets the options and the action; <c>run</c> itself, or the root for those who leave it out.</param>
    public static void Add(Command command)
    {
        SourceOptions source = new();
        command.Add(source.StandardInput);
        command.Add(source.Directory);
        command.Add(source.Once);
        foreach (Setting setting in Settings.All)
        {
            command.Add(setting.Option);
        }

        command.SetAction((parsed, _) =>
        {
            List<string> errors = [];
            ShipperOptions? options = ShipperOptions.Read(parsed, source, Environment.GetEnvironmentVariable, errors);
            errors.ForEach(error => Console.Error.WriteLine($"devmesh-shipper: {Printable.Of(error)}"));
            return options is null ? Task.FromResult(BadUsage) : RunAsync(options);
        });
    }

    private static async Task<int> RunAsync(ShipperOptions options)
    {
        bool isTerminal = !Console.IsErrorRedirected && !ShipperRun.IsUnderSystemd;
        StandardErrorLogger log = new(Console.Error, ShipperRun.IsUnderSystemd);
        try
        {
            using StateLock? locked = options.State is null ? null : StateLock.Take(options.State);
            return await RunAsync(options, isTerminal, log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"devmesh-shipper: {Printable.Of(e.Message)}");
            return Failed;
        }
    }

    private static async Task<int> RunAsync(ShipperOptions options, bool isTerminal, StandardErrorLogger log)
    {
        PositionFile? file = options.State is null || options.StandardInput ? null : new PositionFile(options.State);
        RulesInForce rules = new(options.FilterFile, file, log);
        IReadOnlyList<string> mistakes = options.Filters ? rules.Load() : [];
        if (mistakes.Count > 0)
        {
            foreach (string mistake in mistakes)
            {
                await Console.Error.WriteLineAsync($"devmesh-shipper: {mistake}");
            }

            return BadUsage;
        }

        using HttpClient http = MakeClient(options.Server, options.Key);
        using SystemdNotify systemd = new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"));
        ShipperRun run = new(options, http, rules, file, TimeProvider.System, log);
        using CancellationTokenSource stop = new();
        using PosixSignalRegistration terminate = OnSignal(PosixSignal.SIGTERM, stop.Cancel);
        using PosixSignalRegistration interrupt = OnSignal(PosixSignal.SIGINT, stop.Cancel);
        using PosixSignalRegistration reload = OnSignal(PosixSignal.SIGHUP, () =>
        {
            if (options.Filters)
            {
                rules.Reload();
            }
        });

        Watch watch = new(
            run.Observer, run.Ledger, options.State is null ? null : new StatusFile(options.State),
            options.State is null ? null : new HeartbeatSender(http, options.Node, log), // a pipe by hand is not the node's shipper
            systemd,
            isTerminal ? new LiveLine(Console.Error, () => Console.WindowWidth, TimeProvider.System) : null,
            SystemdNotify.WatchdogInterval(Environment.GetEnvironmentVariable("WATCHDOG_USEC")), TimeProvider.System, log);
        SmallMemory.ReturnStartUp();
        systemd.Ready();
        using CancellationTokenSource over = new();
        Task watching = watch.RunAsync(over.Token);
        stop.Token.Register(systemd.Stopping);
        bool complete;
        try
        {
            complete = await run.RunAsync(stop.Token);
        }
        finally
        {
            await over.CancelAsync(); // also after a failure: the status must not say that it runs
            await watching;
            watch.Finish();
        }

        if (!isTerminal)
        {
            await Console.Error.WriteLineAsync(LastLine(options, run, complete));
        }

        return 0;
    }

    private static string LastLine(ShipperOptions options, ShipperRun run, bool complete)
    {
        string line = $"devmesh-shipper: {OneLine.Of(run.Observer.Look())}";
        line += run.Unreadable > 0 ? $", unreadable lines {run.Unreadable}" : "";
        string end = complete ? $"everything read is at {options.Server.GetLeftPart(UriPartial.Authority)}"
            : options.StandardInput ? "what is not acknowledged yet arrives only if the same lines are sent again"
            : "what is not acknowledged yet is sent by the next start";
        return $"{line}; {end}";
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, Action action) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true; // the runtime would end the process
            action();
        });

    private static HttpClient MakeClient(Uri server, string? key)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false, // a redirect is no acknowledgement
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a moved server is found by its name again
        };
        HttpClient http = new(handler)
        {
            BaseAddress = server,
            Timeout = TimeSpan.FromSeconds(30),
            MaxResponseContentBufferSize = LongestAnswer,
        };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("devmesh-shipper", ShipperVersion.Text));
        if (key is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return http;
    }
}
