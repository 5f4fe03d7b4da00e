using System.Globalization;
using DevMesh.Domain.Logs;

namespace DevMesh.Shipper.Running;

/// <summary>The state of a run in one line, for a log or a terminal.</summary>
internal static class OneLine
{
    public static string Of(ShipperStatus status)
    {
        long dropped = status.Heartbeat.Dropped.Values.Sum();
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"sent {status.Heartbeat.Sent:N0}, dropped {dropped:N0}, repeats {status.Repeats:N0}, lag {Duration.Of(status.Heartbeat.LagS)}");
        if (status.Heartbeat.Retries > 0)
        {
            line += string.Create(CultureInfo.InvariantCulture, $", retries {status.Heartbeat.Retries:N0}");
        }

        if (status.Heartbeat.DeadLetters > 0)
        {
            line += string.Create(CultureInfo.InvariantCulture, $", dead letters {status.Heartbeat.DeadLetters:N0}");
        }

        return status.Trouble is null ? line : $"{line}; {Printable.Of(status.Trouble)}";
    }
}

/// <summary>Spans of time for people.</summary>
internal static class Duration
{
    public static string Of(double seconds)
    {
        TimeSpan span = TimeSpan.FromSeconds(seconds);
        return span switch
        {
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#} s"),
            { TotalHours: < 1 } => $"{span.Minutes} min {span.Seconds} s",
            { TotalDays: < 1 } => $"{span.Hours} h {span.Minutes} min",
            _ => $"{(int)span.TotalDays} d {span.Hours} h",
        };
    }
}
