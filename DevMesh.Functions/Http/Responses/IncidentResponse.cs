using System.Text.Json.Nodes;
using DevMesh.Domain.Incidents.Past;

namespace DevMesh.Functions.Http.Responses;

/// <summary>A kept incident with the whole answer that was kept.</summary>
internal sealed record IncidentResponse(IncidentLine Incident, JsonNode Explanation)
{
    public static IncidentResponse Of(Incident incident)
    {
        JsonNode answer = JsonNode.Parse(incident.Answer)!;
        answer["id"] = incident.Line.Id; // it had none yet when it was written down
        return new IncidentResponse(incident.Line, answer);
    }
}

/// <summary>A page of kept incidents, newest first.</summary>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; null at the end.</param>
internal sealed record IncidentPageResponse(IReadOnlyList<IncidentLine> Results, string? NextCursor);
