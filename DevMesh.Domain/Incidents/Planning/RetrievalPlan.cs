using System.Text.Json.Nodes;
using DevMesh.Domain.Incidents.Writing;

namespace DevMesh.Domain.Incidents.Planning;

/// <summary>How a model reads a question, before anything of it was checked.</summary>
/// <param name="Since">RFC 3339; null when the question names no time.</param>
/// <param name="Until">RFC 3339.</param>
/// <param name="Nodes">Of the nodes that exist, those that are asked about.</param>
/// <param name="Services">Of the services that exist, those that are asked about.</param>
/// <param name="Searches">What to look for in the logs, in the words that programs log.</param>
public sealed record RetrievalPlan(
    string? Since,
    string? Until,
    IReadOnlyList<string> Nodes,
    IReadOnlyList<string> Services,
    IReadOnlyList<string> Searches)
{
    public static JsonNode Schema { get; } = StrictJson.SchemaOf<RetrievalPlan>();

    /// <exception cref="FormatException">It does not fit; the message says where.</exception>
    public static RetrievalPlan Read(string answer) => StrictJson.Read<RetrievalPlan>(answer);
}
