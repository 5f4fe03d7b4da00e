using DevMesh.Domain.Nodes;
using DevMesh.Shipper.Journal;
using DevMesh.Shipper.Shipping;

namespace DevMesh.Shipper.Running;

/// <summary>Takes stock of a run: for the status file, the server and the terminal.</summary>
/// <param name="isAtEnd">Everything that could be read is read, and nothing of it is under way.</param>
internal sealed class Observer(
    ShipperOptions options, Counters counters, Ledger ledger, DeadLetters deadLetters, RulesInForce rules, Func<bool> isAtEnd,
    TimeProvider clock)
{
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();

    public ShipperStatus Look(bool stopped = false)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Position position = ledger.Position;
        return new ShipperStatus
        {
            Node = options.Node,
            Server = options.Server.GetLeftPart(UriPartial.Authority),
            ProcessId = Environment.ProcessId,
            WrittenAt = now,
            Read = counters.Read,
            Repeats = counters.Repeats,
            Trouble = counters.Trouble ?? rules.Trouble,
            LastErrorAt = counters.LastError?.At,
            Stopped = stopped,
            Heartbeat = new Heartbeat
            {
                Version = ShipperVersion.Text,
                StartedAt = _startedAt,
                LagS = Lag(position, now),
                Cursor = position.Cursor,
                Sent = counters.Sent,
                Retries = counters.Retries,
                Dropped = counters.Dropped.Take(HeartbeatLimits.MaxRules).ToDictionary(),
                DeadLetters = deadLetters.Total,
                Gaps = position.Gaps,
                LastError = counters.LastError is { } error ? Cut(error.What) : null,
            },
        };
    }

    /// <summary>The age of the oldest entry that the server does not have yet, counted from the one before it.</summary>
    private double Lag(Position position, DateTimeOffset now)
    {
        if (isAtEnd() || position.LoggedAt == 0)
        {
            return 0;
        }

        double lag = (now - new DateTimeOffset(JournalTime.ToUtc(position.LoggedAt))).TotalSeconds;
        return Math.Round(Math.Clamp(lag, 0, HeartbeatLimits.MaxLag), 1);
    }

    private static string Cut(string text) => text.Length <= HeartbeatLimits.MaxErrorLength ? text : text[..HeartbeatLimits.MaxErrorLength];
}
