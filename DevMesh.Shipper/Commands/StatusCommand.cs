using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Nodes;
using DevMesh.Shipper.Running;

namespace DevMesh.Shipper.Commands;

/// <summary><c>status</c>: how the shipper of a state directory is doing.</summary>
internal static class StatusCommand
{
    /// <summary>A running shipper writes its status every five seconds.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        Command command = new("status", "Show how the shipper on this machine is doing. Exit code 0: it runs; 1: it does not.")
        {
            Settings.State.Option,
        };
        command.SetAction(parsed =>
        {
            string state = StateDirectory.Of(Settings.State.Of(parsed, Environment.GetEnvironmentVariable), Environment.GetEnvironmentVariable, false)!;
            return Run(state, Console.Out, Console.Error, TimeProvider.System);
        });
        return command;
    }

    public static int Run(string state, TextWriter output, TextWriter error, TimeProvider clock)
    {
        StatusFile file = new(state);
        try
        {
            if (file.Load() is { } status)
            {
                bool isRunning = !status.Stopped && clock.GetUtcNow() - status.WrittenAt < Stale;
                Write(status, isRunning, clock.GetUtcNow(), output);
                return isRunning ? 0 : 1;
            }

            error.WriteLine($"devmesh-shipper: no shipper has run with its state in {state}; --state names another directory");
        }
        catch (UnauthorizedAccessException)
        {
            error.WriteLine($"devmesh-shipper: {file.Path} may not be read by this user; try sudo devmesh-shipper status");
        }
        catch (JsonException e)
        {
            error.WriteLine($"devmesh-shipper: {file.Path} is damaged ({e.Message}); a running shipper writes it anew every 5 s");
        }

        return 1;
    }

    private static void Write(ShipperStatus status, bool isRunning, DateTimeOffset now, TextWriter output)
    {
        Heartbeat beat = status.Heartbeat;
        Line(output, "node", status.Node);
        Line(output, "server", status.Server);
        Line(output, "state", State(status, isRunning, now));
        Line(output, "cursor", beat.Cursor ?? "none yet");
        Line(output, "lag", Duration.Of(beat.LagS));
        Line(output, "sent", Number(beat.Sent));
        Line(output, "dropped", Number(beat.Dropped.Values.Sum()));
        foreach ((string rule, long count) in beat.Dropped.OrderByDescending(each => each.Value))
        {
            output.WriteLine($"  {Number(count),12}  {Printable.Of(rule)}");
        }

        Line(output, "repeats", $"{Number(status.Repeats)} joined to the entry before them");
        Line(output, "retries", Number(beat.Retries));
        Line(output, "gaps", beat.Gaps.Count == 0 ? "none" : Number(beat.Gaps.Count));
        foreach (JournalGap gap in beat.Gaps)
        {
            Line(output, "", $"{gap.Since:u} to {gap.Until:u}");
        }

        Line(output, "dead letters", Number(beat.DeadLetters));
        Line(output, "last error", beat.LastError is null ? "none" : $"{status.LastErrorAt:u}  {beat.LastError}");
    }

    private static string State(ShipperStatus status, bool isRunning, DateTimeOffset now)
    {
        if (!isRunning)
        {
            return status.Stopped ? $"stopped at {status.WrittenAt:u}" : $"NOT RUNNING; the figures are of {status.WrittenAt:u}";
        }

        string since = Duration.Of((now - status.Heartbeat.StartedAt.GetValueOrDefault(now)).TotalSeconds);
        return $"{status.Trouble ?? "shipping"} (version {status.Heartbeat.Version}, process {status.ProcessId}, running for {since})";
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>What the server or a file said must not reach the terminal as control characters.</summary>
    private static void Line(TextWriter output, string name, string value) => output.WriteLine($"{name,-16}{Printable.Of(value)}");
}
