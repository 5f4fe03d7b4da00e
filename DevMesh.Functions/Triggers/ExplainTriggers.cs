using DevMesh.Domain.Access;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Functions.Access;
using DevMesh.Functions.Explaining;
using DevMesh.Functions.Http;

namespace DevMesh.Functions.Triggers;

/// <summary>POST /explain: what happened, with the log lines that show it; as JSON, or as events when asked for.</summary>
public sealed class ExplainTriggers(IncidentDesk desk, TimeProvider clock, ILogger<ExplainTriggers> logger)
{
    [Function("Explain")]
    [RequiresScope(Scope.Read)]
    public async Task<IResult> ExplainAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "explain")] HttpRequest request, CancellationToken ct)
    {
        RequestQuery.RefuseAll(request);
        IncidentQuestion question = await JsonBody.ReadAsync(
            request, ExplainRequest.Limits, body => ExplainRequest.Read(body, clock.GetUtcNow().UtcDateTime), ct);
        return ExplainStream.IsWanted(request)
            ? ExplainStream.Of(
                request.HttpContext, (progress, stop) => desk.ExplainAsync(question, progress, stop), clock, logger, ct)
            : WireJson.Answer(await desk.ExplainAsync(question, progress: null, ct));
    }
}
