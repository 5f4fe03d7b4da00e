using System.Text.Json;
using DevMesh.Domain.Incidents.Past;

namespace DevMesh.Functions.Http.Responses;

/// <summary>A kept incident with the whole answer that was kept.</summary>
internal sealed record IncidentResponse(IncidentLine Incident, JsonElement Explanation)
{
    public static IncidentResponse Of(Incident incident) => new(incident.Line, JsonElement.Parse(incident.Answer));
}

/// <summary>A page of kept incidents, newest first.</summary>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; null at the end.</param>
internal sealed record IncidentPageResponse(IReadOnlyList<IncidentLine> Results, string? NextCursor);
