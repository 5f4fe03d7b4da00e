using DevMesh.Domain.Access;
using DevMesh.Domain.Ingestion;
using DevMesh.Functions.Access;
using DevMesh.Functions.Http;
using DevMesh.Functions.Monitoring;

namespace DevMesh.Functions.Triggers;

/// <summary>POST /ingest/logs: a batch of one node.</summary>
public sealed class IngestTriggers(IngestService ingest, NodeAccess access, IngestGate gate, AppMetrics metrics)
{
    [Function("IngestLogs")]
    [RequiresScope(Scope.Ingest)]
    public async Task<IResult> IngestLogsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "ingest/logs")] HttpRequest request, CancellationToken ct)
    {
        RequestQuery.RefuseAll(request);
        using RequestBody body = await RequestBody.ReadAsync(request, gate.Body, ct);
        using IDisposable turn = await gate.TurnAsync(body.Bytes.Length, ct);
        IngestBatch batch = IngestBatchReader.Read(body.Bytes, gate.Batch);
        if (access.Refuse(request.HttpContext, batch.Node) is { } refusal)
        {
            return refusal;
        }

        gate.Rate.Take(batch.Node, batch.Received);
        // Once it is read, a batch is stored even if the sender hangs up: it would only send it again.
        IngestResult result = await ingest.IngestAsync(batch, CancellationToken.None);
        metrics.Ingested(result);
        return WireJson.Answer(result);
    }
}
