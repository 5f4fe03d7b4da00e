using System.Text.Json.Serialization;
using DevMesh.Domain.Nodes;

namespace DevMesh.Shipper.Running;

/// <summary>How a running shipper is doing, as it writes it down for <c>devmesh-shipper status</c>.</summary>
internal sealed record ShipperStatus
{
    public required string Node { get; init; }

    public required string Server { get; init; }

    public required int ProcessId { get; init; }

    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>Entries of the journal that are dealt with: sent, dropped, joined as repeats, or refused for good.</summary>
    public required long Read { get; init; }

    public required long Repeats { get; init; }

    /// <summary>What keeps it from shipping or from taking new rules; null when all is well.</summary>
    public string? Trouble { get; init; }

    /// <summary>When the last error was; null when there was none.</summary>
    public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>It has ended, and this is what it wrote last.</summary>
    public bool Stopped { get; init; }

    /// <summary>What the server is told as well.</summary>
    public required Heartbeat Heartbeat { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ShipperStatus))]
[JsonSerializable(typeof(Heartbeat))]
internal sealed partial class StatusJson : JsonSerializerContext;
