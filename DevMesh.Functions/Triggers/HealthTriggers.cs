using DevMesh.Domain.Health;
using DevMesh.Functions.Access;
using DevMesh.Functions.Http;

namespace DevMesh.Functions.Triggers;

/// <summary>GET /health: whether the server works, with a line per dependency.</summary>
public sealed class HealthTriggers(HealthService health)
{
    /// <summary>200 while it serves, though maybe with less than it should (degraded); 503 when it cannot.</summary>
    [Function("Health")]
    [OpenToAll]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken ct)
    {
        RequestQuery.RefuseAll(request);
        ServerHealth found = await health.CheckAsync(ct);
        return WireJson.Answer(
            found, found.Status == HealthStatus.Down ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }
}
