using DevMesh.Domain.Nodes;

namespace DevMesh.Functions.Http.Responses;

/// <summary>A node's latest heartbeat: what its shipper sent, and when it came in.</summary>
internal sealed record HeartbeatResponse(
    DateTime ReceivedAt,
    string Version,
    DateTime? StartedAt,
    double LagS,
    string? Cursor,
    long Sent,
    long Retries,
    long DeadLetters,
    IReadOnlyDictionary<string, long> Dropped,
    IReadOnlyList<GapResponse> Gaps,
    string? LastError)
{
    public static HeartbeatResponse Of(ReceivedHeartbeat received)
    {
        Heartbeat heartbeat = received.Heartbeat;
        return new HeartbeatResponse(
            received.ReceivedAt,
            heartbeat.Version,
            heartbeat.StartedAt?.UtcDateTime,
            heartbeat.LagS,
            heartbeat.Cursor,
            heartbeat.Sent,
            heartbeat.Retries,
            heartbeat.DeadLetters,
            heartbeat.Dropped,
            [.. heartbeat.Gaps.Select(gap => new GapResponse(gap.Since.UtcDateTime, gap.Until.UtcDateTime))],
            heartbeat.LastError);
    }
}

internal sealed record GapResponse(DateTime Since, DateTime Until);
