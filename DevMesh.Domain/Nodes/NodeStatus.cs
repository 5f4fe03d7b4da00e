namespace DevMesh.Domain.Nodes;

/// <summary>What is known of a node from its logs and its shipper.</summary>
/// <param name="FirstLog">The earliest timestamp; null when nothing came from it yet.</param>
/// <param name="LastLog">The latest timestamp that is not ahead of the server's clock.</param>
/// <param name="LastReceivedAt">When the latest log came in.</param>
/// <param name="Logs">How many logs are stored.</param>
/// <param name="LogsLastHour">How many of them have a timestamp of this hour or the one before.</param>
/// <param name="ClockAhead">
/// How far the node's clock runs ahead of the server's, from its latest logs: each came in after it was written, so the least
/// time on the way bounds the difference. Negative when the clock is behind, or every log was long on the way.
/// </param>
/// <param name="Heartbeat">The latest of its shipper; null when none came.</param>
public sealed record NodeStatus(
    string Node,
    DateTime? FirstLog,
    DateTime? LastLog,
    DateTime? LastReceivedAt,
    long Logs,
    long LogsLastHour,
    TimeSpan? ClockAhead,
    ReceivedHeartbeat? Heartbeat)
{
    /// <summary>A node that is expected, or whose shipper is heard of, and that never sent a log.</summary>
    public static NodeStatus Pending(string node, ReceivedHeartbeat? heartbeat = null) =>
        new(node, null, null, null, 0, 0, null, heartbeat);
}

/// <summary>Port: what the store knows of nodes.</summary>
public interface INodeReader
{
    /// <summary>Every node that ever sent a log or a heartbeat, by name.</summary>
    Task<IReadOnlyList<NodeStatus>> ListAsync(DateTime now, CancellationToken ct);
}
