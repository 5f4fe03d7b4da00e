using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Health;

namespace DevMesh.Functions.Gateway;

/// <summary>How the gateway does, by the last request to it: what GET /health and GET /stats say of it.</summary>
/// <param name="configured">Whether the settings name a gateway.</param>
internal sealed partial class GatewayState(bool configured, TimeProvider clock, ILogger<GatewayState> logger)
    : IHealthCheck, IGatewayStatus
{
    private const string Slow =
        "it has no /v1/embeddings, so texts go one by one through /api/embeddings, about thirty times slower; a newer Ollama has both";

    private readonly Lock _gate = new();
    private DateTime? _failingSince;
    private string _reason = "";
    private bool _isSlow;

    public string Name => "gateway";

    public bool IsEssential => false;

    /// <param name="isSlow">Whether it took texts one by one.</param>
    public void Succeeded(bool isSlow)
    {
        lock (_gate)
        {
            if (_failingSince is { } since)
            {
                Log.Recovered(logger, since);
            }

            if (isSlow && !_isSlow)
            {
                Log.IsSlow(logger, Slow);
            }

            (_failingSince, _isSlow) = (null, isSlow);
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

    public GatewayReport Report()
    {
        lock (_gate)
        {
            return !configured ? new GatewayReport("not configured", Since: null, "the embedded lexical embedder is used")
                : _failingSince is not null ? new GatewayReport("degraded", _failingSince, _reason)
                : new GatewayReport("ok", Since: null, _isSlow ? Slow : null);
        }
    }

    public Task<HealthReport> CheckAsync(CancellationToken ct)
    {
        GatewayReport report = Report();
        string since = report.Since is { } time ? $" since {time:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "";
        string detail = report.Detail is null ? "" : $": {report.Detail}";
        return Task.FromResult(new HealthReport(
            report.Since is null ? HealthStatus.Ok : HealthStatus.Degraded, $"{report.State}{since}{detail}"));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The model gateway works again; it did not since {Since:u}")]
        public static partial void Recovered(ILogger logger, DateTime since);

        [LoggerMessage(2, LogLevel.Warning, "The model gateway: {Slow}")]
        public static partial void IsSlow(ILogger logger, string slow);
    }
}
