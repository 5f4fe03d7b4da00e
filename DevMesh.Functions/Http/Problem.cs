using System.Text.Json.Serialization;

namespace DevMesh.Functions.Http;

/// <summary>An error as it is answered: a problem detail of RFC 9457, with what DevMesh adds to it.</summary>
/// <param name="Code">The last part of <see cref="Type"/>: stable, in kebab-case.</param>
/// <param name="Detail">What was wrong, where, and what is accepted. Nothing internal.</param>
internal sealed record Problem(
    [property: JsonIgnore] string Code,
    [property: JsonPropertyOrder(1)] string Title,
    [property: JsonPropertyOrder(2)] int Status,
    [property: JsonPropertyOrder(3)] string Detail)
{
    [JsonPropertyOrder(0)]
    public string Type => "urn:devmesh:error:" + Code;

    /// <summary>The path that was asked for.</summary>
    [JsonPropertyOrder(4)]
    public string? Instance { get; init; }

    [JsonPropertyOrder(5)]
    public string? RequestId { get; init; }

    /// <summary>The parameter, header or member that is wrong.</summary>
    [JsonPropertyOrder(6), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Field { get; init; }

    [JsonPropertyOrder(7), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Accepted { get; init; }

    /// <summary>The setting that holds the limit.</summary>
    [JsonPropertyOrder(8), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Limit { get; init; }

    [JsonPropertyOrder(9), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Maximum { get; init; }

    /// <summary>Who hit the limit: <c>node NAME</c> or <c>client ADDRESS</c>.</summary>
    [JsonPropertyOrder(10), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Who { get; init; }

    /// <summary>Header fields that belong to the answer, such as Retry-After or Allow.</summary>
    [JsonIgnore]
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
