using DevMesh.Domain.Access;
using DevMesh.Domain.Ingestion;
using DevMesh.Functions.Access;
using DevMesh.Functions.Http;
using DevMesh.Functions.Monitoring;
using DevMesh.Functions.Settings;

namespace DevMesh.Functions.Triggers;

/// <summary>POST /ingest/logs: a batch of one node.</summary>
public sealed class IngestTriggers(IngestService ingest, NodeAccess access, AppMetrics metrics, DevMeshSettings settings)
{
    private readonly BodyLimits _bodyLimits = BodyLimits.OfIngest(settings);
    private readonly IngestLimits _limits = new(settings.IngestMaxEntries, (int)settings.IngestMaxEntryBytes);

    [Function("IngestLogs")]
    [RequiresScope(Scope.Ingest)]
    public async Task<IResult> IngestLogsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "ingest/logs")] HttpRequest request, CancellationToken ct)
    {
        RequestQuery.RefuseAll(request);
        using RequestBody body = await RequestBody.ReadAsync(request, _bodyLimits, ct);
        IngestBatch batch = IngestBatchReader.Read(body.Bytes, _limits);
        if (access.Refuse(request.HttpContext, batch.Node) is { } refusal)
        {
            return refusal;
        }

        // Once it is read, a batch is stored even if the sender hangs up: it would only send it again.
        IngestResult result = await ingest.IngestAsync(batch, CancellationToken.None);
        metrics.Ingested(result);
        return WireJson.Answer(result);
    }
}
