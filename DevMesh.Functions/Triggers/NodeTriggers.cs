using DevMesh.Domain.Nodes;
using DevMesh.Functions.Http;
using DevMesh.Functions.Http.Responses;
using DevMesh.Functions.Settings;

namespace DevMesh.Functions.Triggers;

/// <summary>GET /nodes: who sends, and who should but does not.</summary>
public sealed class NodeTriggers(INodeReader nodes, DevMeshSettings settings, TimeProvider clock)
{
    [Function("ListNodes")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "nodes")] HttpRequest request, CancellationToken ct)
    {
        RequestQuery.RefuseAll(request);
        DateTime now = clock.GetUtcNow().UtcDateTime;
        IReadOnlyList<NodeStatus> sending = await nodes.ListAsync(now, ct);
        IEnumerable<NodeStatus> pending = settings.Nodes.Except(sending.Select(node => node.Node)).Select(NodeStatus.Pending);
        return WireJson.Answer(new NodesResponse(
            [.. sending.Concat(pending).OrderBy(node => node.Node, StringComparer.Ordinal).Select(node => NodeResponse.Of(node, now))]));
    }
}
