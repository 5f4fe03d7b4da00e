using System.Text;
using DevMesh.Domain.Access;
using DevMesh.Functions.Access;
using DevMesh.Functions.Http;
using DevMesh.Functions.Monitoring;

namespace DevMesh.Functions.Triggers;

/// <summary>GET /metrics: what Prometheus scrapes.</summary>
public sealed class MetricsTriggers(MetricsReport report)
{
    [Function("GetMetrics")]
    [RequiresScope(Scope.Read)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "metrics")] HttpRequest request, CancellationToken ct)
    {
        RequestQuery.RefuseAll(request);
        return Results.Text(await report.WriteAsync(ct), PrometheusText.ContentType, Encoding.UTF8);
    }
}
