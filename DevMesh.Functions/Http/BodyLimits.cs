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
    public static readonly BodyLimits OfHeartbeat =
        new(HeartbeatLimits.MaxBytes, "heartbeat", HeartbeatLimits.MaxBytes, "heartbeat");

    public static BodyLimits OfIngest(DevMeshSettings settings) =>
        new(settings.IngestMaxBodyBytes, "INGEST_MAX_BODY_BYTES", settings.IngestMaxInflatedBytes, "INGEST_MAX_INFLATED_BYTES");
}
