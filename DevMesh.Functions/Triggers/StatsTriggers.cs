using DevMesh.Domain.Access;
using DevMesh.Domain.Backfill;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Stats;
using DevMesh.Functions.Access;
using DevMesh.Functions.Http;
using DevMesh.Functions.Http.Responses;

namespace DevMesh.Functions.Triggers;

/// <summary>GET /stats: how much is stored, and how far the background work came.</summary>
public sealed class StatsTriggers(IStatsReader stats, IGatewayStatus gateway, EmbeddingBackfillOptions options)
{
    [Function("GetStats")]
    [RequiresScope(Scope.Read)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "stats")] HttpRequest request, CancellationToken ct)
    {
        RequestQuery.RefuseAll(request);
        return WireJson.Answer(StatsResponse.Of(await stats.ReadAsync(ct), gateway.Report(), options.EmbedLogs));
    }
}
