using DevMesh.Domain.Logs;
using DevMesh.Domain.Nodes;

namespace DevMesh.Functions.Http.Responses;

internal sealed record NodesResponse(IReadOnlyList<NodeResponse> Results);

/// <param name="State"><c>sending</c>, or <c>pending</c> for a node that never sent a log.</param>
/// <param name="LagS">Seconds since the server last got a log of the node.</param>
/// <param name="ClockSkewS">
/// Seconds by which the node's clock runs ahead of the server's, at least; negative when it is behind, or its logs were that
/// long on the way. Null when even the latest were long on the way, which tells nothing of the clock.
/// </param>
internal sealed record NodeResponse(
    string Node,
    string State,
    DateTime? FirstLog,
    DateTime? LastLog,
    long Logs,
    long LogsLastHour,
    double? LagS,
    double? ClockSkewS,
    HeartbeatResponse? Heartbeat)
{
    public static NodeResponse Of(NodeStatus node, DateTime now) => new(
        node.Node,
        node.FirstLog is null ? "pending" : "sending",
        node.FirstLog,
        node.LastLog,
        node.Logs,
        node.LogsLastHour,
        Seconds(now - node.LastReceivedAt),
        node.ClockAhead < -LogFilter.ClockTolerance ? null : Seconds(node.ClockAhead),
        node.Heartbeat is { } heartbeat ? HeartbeatResponse.Of(heartbeat) : null);

    private static double? Seconds(TimeSpan? span) => span is { } some ? Math.Round(some.TotalSeconds, 3) : null;
}
