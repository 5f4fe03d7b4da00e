using System.Threading.RateLimiting;
using DevMesh.Domain.Errors;
using DevMesh.Functions.Http;

namespace DevMesh.Functions.SelfHost;

/// <summary>
/// The limits of host.json on requests at once: so many run, some more wait, and the rest is told to come back.
/// </summary>
internal sealed class RequestThrottle : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly HttpPipeline _pipeline;
    private readonly int _maximum;
    private readonly ConcurrencyLimiter? _limiter;

    public RequestThrottle(HostJson host, HttpPipeline pipeline)
    {
        _pipeline = pipeline;
        _maximum = host.MaxOutstandingRequests ?? int.MaxValue;
        if (host.MaxOutstandingRequests is null && host.MaxConcurrentRequests is null)
        {
            return;
        }

        int running = Math.Min(host.MaxConcurrentRequests ?? _maximum, _maximum);
        _limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = running,
            QueueLimit = _maximum - running,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (_limiter is null)
        {
            await next(context);
            return;
        }

        RateLimitLease lease;
        try
        {
            lease = await _limiter.AcquireAsync(1, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            return; // its caller left the queue
        }

        using (lease)
        {
            if (lease.IsAcquired)
            {
                await next(context);
            }
            else
            {
                TooManyException busy = new("too-busy", "maxOutstandingRequests", _maximum, "requests at once", RetryAfter);
                await _pipeline.Refuse(context, ProblemMap.Of(busy)).ExecuteAsync(context);
            }
        }
    }

    public void Dispose() => _limiter?.Dispose();
}
