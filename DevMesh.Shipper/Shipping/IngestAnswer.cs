using System.Text.Json;
using System.Text.Json.Serialization;
using DevMesh.Domain.Ingestion;

namespace DevMesh.Shipper.Shipping;

/// <summary>What has to happen with a batch after an attempt to send it.</summary>
internal enum Verdict
{
    /// <summary>A 2xx: everything is stored but the entries listed as rejected.</summary>
    Accepted,

    /// <summary>400 or 422: some entry cannot be taken as it is.</summary>
    BadEntries,

    /// <summary>413: too many bytes at once.</summary>
    TooLarge,

    /// <summary>Any other status, or no answer: the same again later.</summary>
    TryLater,
}

/// <param name="Reason">What the server said, or why there was no answer; for people.</param>
/// <param name="RetryAfter">How long the server asked to be left alone.</param>
internal sealed record IngestAnswer(
    Verdict Verdict, string Reason = "", TimeSpan? RetryAfter = null, IReadOnlyList<RejectedEntry>? Rejected = null);

/// <summary>The part of the 200 to POST /ingest/logs that the shipper acts on.</summary>
internal sealed record IngestReply(IReadOnlyList<RejectedEntry>? Rejected = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IngestReply))]
internal sealed partial class WireJson : JsonSerializerContext;
