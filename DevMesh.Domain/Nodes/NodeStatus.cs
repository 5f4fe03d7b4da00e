namespace DevMesh.Domain.Nodes;

/// <summary>What is known of a node from its logs.</summary>
/// <param name="FirstLog">The earliest timestamp; null when nothing came from it yet.</param>
/// <param name="LastLog">The latest timestamp that is not ahead of the server's clock.</param>
/// <param name="LastReceivedAt">When the latest log came in.</param>
/// <param name="Logs">How many logs are stored.</param>
/// <param name="LogsLastHour">How many of them have a timestamp of this hour or the one before.</param>
/// <param name="ClockAhead">
/// How far the node's clock runs ahead of the server's, from its latest logs: each came in after it was written, so the least
/// time on the way bounds the difference. Negative when the clock is behind, or every log was long on the way.
/// </param>
public sealed record NodeStatus(
    string Node,
    DateTime? FirstLog,
    DateTime? LastLog,
    DateTime? LastReceivedAt,
    long Logs,
    long LogsLastHour,
    TimeSpan? ClockAhead)
{
    /// <summary>A node that is expected and never sent.</summary>
    public static NodeStatus Pending(string node) => new(node, null, null, null, 0, 0, null);
}

/// <summary>Port: what the store knows of nodes.</summary>
public interface INodeReader
{
    /// <summary>Every node that ever sent a log, by name.</summary>
    Task<IReadOnlyList<NodeStatus>> ListAsync(DateTime now, CancellationToken ct);
}
