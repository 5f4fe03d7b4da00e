using DevMesh.Domain.Nodes;
using DevMesh.Functions.Settings;

namespace DevMesh.Functions.Http;

/// <summary>How large a body may be, in bytes.</summary>
/// <param name="Sent">As it is sent.</param>
/// <param name="SentName">What <paramref name="Sent"/> is called in the error: its setting, where it has one.</param>
/// <param name="Inflated">Once it is decompressed; at most <see cref="Array.MaxLength"/>.</param>
/// <param name="InflatedName">What <paramref name="Inflated"/> is called in the error.</param>
internal sealed record BodyLimits(long Sent, string SentName, long Inflated, string InflatedName)
{
    /// <summary>How long it may take to arrive.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What the bodies of all requests may take together; null for bodies that are small enough.</summary>
    public MemoryBudget? Budget { get; init; }

    public static BodyLimits OfHeartbeat(DevMeshSettings settings) =>
        new(HeartbeatLimits.MaxBytes, "heartbeat", HeartbeatLimits.MaxBytes, "heartbeat") { Time = settings.IngestBodyTimeout };

    public static BodyLimits OfIngest(DevMeshSettings settings, MemoryBudget budget) =>
        new(settings.IngestMaxBodyBytes, "INGEST_MAX_BODY_BYTES", settings.IngestMaxInflatedBytes, "INGEST_MAX_INFLATED_BYTES")
        {
            Time = settings.IngestBodyTimeout,
            Budget = budget,
        };
}
