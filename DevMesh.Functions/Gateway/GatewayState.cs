using DevMesh.Domain.Health;

namespace DevMesh.Functions.Gateway;

/// <summary>How the gateway does, by the last request to it, and what GET /health says of it.</summary>
/// <param name="configured">Whether the settings name a gateway.</param>
internal sealed class GatewayState(bool configured, TimeProvider clock) : IHealthCheck
{
    private readonly Lock _gate = new();
    private DateTime? _failingSince;
    private string _reason = "";

    public string Name => "gateway";

    public bool IsEssential => false;

    public void Succeeded()
    {
        lock (_gate)
        {
            _failingSince = null;
        }
    }

    public void Failed(string reason)
    {
        lock (_gate)
        {
            _failingSince ??= clock.GetUtcNow().UtcDateTime;
            _reason = reason;
        }
    }

    public Task<HealthReport> CheckAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            return Task.FromResult(
                !configured ? new HealthReport(HealthStatus.Ok, "not configured: the embedded lexical embedder is used")
                : _failingSince is { } since ? new HealthReport(HealthStatus.Degraded, $"degraded since {since:yyyy-MM-dd'T'HH:mm:ss'Z'}: {_reason}")
                : new HealthReport(HealthStatus.Ok, "ok"));
        }
    }
}
