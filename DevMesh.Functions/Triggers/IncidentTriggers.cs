using System.Globalization;
using DevMesh.Domain.Access;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Incidents.Past;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Functions.Access;
using DevMesh.Functions.Explaining;
using DevMesh.Functions.Http;
using DevMesh.Functions.Http.Responses;

namespace DevMesh.Functions.Triggers;

/// <summary>Explanations that somebody keeps, and what they turned out to be.</summary>
public sealed class IncidentTriggers(IncidentDesk desk, IIncidentStore incidents, QueryLimits limits, TimeProvider clock)
{
    private const int MaxTitle = 300;
    private const int MaxNote = 4000;

    [Function("KeepIncident")]
    [RequiresScope(Scope.Admin)]
    public async Task<IResult> KeepAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "incidents")] HttpRequest request, CancellationToken ct)
    {
        RequestQuery.RefuseAll(request);
        (long? noted, string? title, IncidentQuestion? question) = await JsonBody.ReadAsync(
            request,
            ExplainRequest.Limits,
            body => (
                body.Id("id"),
                body.Text("title", MaxTitle),
                body.Has("id") ? null : ExplainRequest.Read(body, clock.GetUtcNow().UtcDateTime)),
            ct);
        long id = question is null ? noted!.Value : await desk.NoteAsync(question, ct);
        return await incidents.KeepAsync(id, title, ct) is { } kept
            ? WireJson.Answer(IncidentResponse.Of(kept), StatusCodes.Status201Created)
            : throw new NotFoundException(
                $"explanation {id.ToString(CultureInfo.InvariantCulture)} (one that is not kept is forgotten after a day)");
    }

    [Function("ListIncidents")]
    [RequiresScope(Scope.Read)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "incidents")] HttpRequest request, CancellationToken ct)
    {
        (int limit, long? before) = RequestQuery.Read(
            request, query => (PageQuery.ReadLimit(query, limits), IncidentCursor.Read(query)));
        // One more than asked for tells whether there is a next page.
        IReadOnlyList<IncidentLine> found = await incidents.ListAsync(before, limit + 1, ct);
        IncidentLine[] page = [.. found.Take(limit)];
        return WireJson.Answer(new IncidentPageResponse(page, found.Count > limit ? IncidentCursor.Encode(page[^1].Id) : null));
    }

    [Function("GetIncident")]
    [RequiresScope(Scope.Read)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "incidents/{id}")] HttpRequest request, string id, CancellationToken ct)
    {
        RequestQuery.RefuseAll(request);
        long number = NumberOf(id);
        return await incidents.FindAsync(number, ct) is { } found
            ? WireJson.Answer(IncidentResponse.Of(found))
            : throw new NotFoundException($"incident {number}");
    }

    [Function("JudgeIncident")]
    [RequiresScope(Scope.Admin)]
    public async Task<IResult> JudgeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "incidents/{id}/verdict")] HttpRequest request,
        string id,
        CancellationToken ct)
    {
        RequestQuery.RefuseAll(request);
        long number = NumberOf(id);
        (Judgement judgement, string? note) = await JsonBody.ReadAsync(
            request,
            ExplainRequest.Limits,
            body => (Enum.Parse<Judgement>(body.Choice("verdict", "right", "wrong"), ignoreCase: true), body.Text("note", MaxNote)),
            ct);
        return await incidents.JudgeAsync(number, judgement, note, ct) is { } judged
            ? WireJson.Answer(judged)
            : throw new NotFoundException($"incident {number}");
    }

    private static long NumberOf(string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new InvalidRequestException("id", "is not the id of an incident", "a whole number");
}
