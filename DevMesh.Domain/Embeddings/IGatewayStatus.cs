namespace DevMesh.Domain.Embeddings;

/// <summary>How the model gateway does, as this worker has last seen it.</summary>
/// <param name="State"><c>ok</c>, <c>degraded</c> or <c>not configured</c>.</param>
/// <param name="Since">Since when it is degraded; else null.</param>
/// <param name="Detail">One line for an operator; null when there is nothing to add.</param>
public sealed record GatewayReport(string State, DateTime? Since, string? Detail);

/// <summary>Port: the state of the gateway.</summary>
public interface IGatewayStatus
{
    GatewayReport Report();
}
