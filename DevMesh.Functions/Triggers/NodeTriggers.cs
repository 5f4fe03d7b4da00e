using DevMesh.Domain.Access;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Nodes;
using DevMesh.Functions.Access;
using DevMesh.Functions.Http;
using DevMesh.Functions.Http.Responses;
using DevMesh.Functions.Settings;

namespace DevMesh.Functions.Triggers;

/// <summary>
/// GET /nodes: who sends, and who should but does not. POST /nodes/{node}/heartbeat: how a node's shipper is doing.
/// </summary>
public sealed class NodeTriggers(
    INodeReader nodes, IHeartbeatStore heartbeats, NodeAccess access, DevMeshSettings settings, TimeProvider clock)
{
    private readonly BodyLimits _bodyLimits = BodyLimits.OfHeartbeat(settings);

    [Function("ListNodes")]
    [RequiresScope(Scope.Read)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "nodes")] HttpRequest request, CancellationToken ct)
    {
        RequestQuery.RefuseAll(request);
        DateTime now = clock.GetUtcNow().UtcDateTime;
        IReadOnlyList<NodeStatus> sending = await nodes.ListAsync(now, ct);
        IEnumerable<NodeStatus> pending = settings.Nodes.Except(sending.Select(node => node.Node))
            .Select(node => NodeStatus.Pending(node));
        return WireJson.Answer(new NodesResponse(
            [.. sending.Concat(pending).OrderBy(node => node.Node, StringComparer.Ordinal).Select(node => NodeResponse.Of(node, now))]));
    }

    [Function("TakeHeartbeat")]
    [RequiresScope(Scope.Ingest)]
    public async Task<IResult> TakeHeartbeatAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "nodes/{node}/heartbeat")] HttpRequest request,
        string node,
        CancellationToken ct)
    {
        RequestQuery.RefuseAll(request);
        if (!NodeName.IsValid(node))
        {
            throw new InvalidRequestException("node", "is not a node name", NodeName.Accepted);
        }

        if (access.Refuse(request.HttpContext, node) is { } refusal)
        {
            return refusal;
        }

        using RequestBody body = await RequestBody.ReadAsync(request, _bodyLimits, ct);
        await heartbeats.StoreAsync(node, HeartbeatReader.Read(body.Bytes), ct);
        return Results.NoContent();
    }
}
