using System.Text.Json;
using System.Text.Json.Serialization;
using DevMesh.Domain.Nodes;

namespace DevMesh.Shipper.Shipping;

/// <summary>How far the shipper has come: all that a start needs to go on where the last run was, however that ended.</summary>
internal sealed record Position
{
    /// <summary>The last entry that the server has, or that a filter took; null before the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>When that entry was logged, in microseconds since 1970; before the first, when reading began.</summary>
    public long LoggedAt { get; init; }

    /// <summary>What the rate limits remember at that entry, as <see cref="Filtering.FilterState"/> writes it.</summary>
    public JsonElement? RateLimits { get; init; }

    /// <summary>The batches behind it that may have reached the server, in the order of the journal.</summary>
    public IReadOnlyList<PendingBatch> Pending { get; init; } = [];

    /// <summary>The latest spans that the journal no longer had.</summary>
    public IReadOnlyList<JournalGap> Gaps { get; init; } = [];
}

/// <summary>
/// A batch that was about to be sent. After a crash it is made again from the same entries by the same rules, so that repeats
/// collapse into the same entries and rate limits take the same ones: what arrived before is then a duplicate, key by key.
/// </summary>
/// <param name="First">Cursor of its first entry, filtered ones included.</param>
/// <param name="Last">Cursor of its last entry, filtered ones included.</param>
/// <param name="Rules">Hash of the filter rules that it was made by.</param>
internal sealed record PendingBatch(string First, string Last, string Rules);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Position))]
internal sealed partial class PositionJson : JsonSerializerContext;
