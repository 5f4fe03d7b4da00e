using DevMesh.Functions.Settings;

namespace DevMesh.Functions.Http;

/// <summary>How large a body may be, in bytes.</summary>
/// <param name="Sent">As it is sent.</param>
/// <param name="SentName">The setting of <paramref name="Sent"/>, for the error.</param>
/// <param name="Inflated">Once it is decompressed; at most <see cref="Array.MaxLength"/>.</param>
/// <param name="InflatedName">The setting of <paramref name="Inflated"/>, for the error.</param>
internal sealed record BodyLimits(long Sent, string SentName, long Inflated, string InflatedName)
{
    public static BodyLimits OfIngest(DevMeshSettings settings) =>
        new(settings.IngestMaxBodyBytes, "INGEST_MAX_BODY_BYTES", settings.IngestMaxInflatedBytes, "INGEST_MAX_INFLATED_BYTES");
}
