using Microsoft.Extensions.Logging;

namespace DevMesh.Domain.Health;

/// <summary>A dependency as GET /health shows it.</summary>
public sealed record DependencyHealth(string Name, HealthStatus Status, string Detail);

/// <param name="Status">The worst of the dependencies, where one that is not essential counts as degraded at most.</param>
public sealed record ServerHealth(HealthStatus Status, IReadOnlyList<DependencyHealth> Dependencies);

/// <summary>Asks every registered check at once, each within <see cref="Limit"/>.</summary>
public sealed partial class HealthService(
    IEnumerable<IHealthCheck> checks, TimeProvider time, ILogger<HealthService> logger)
{
    /// <summary>How long a check may take before it counts as down.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly IHealthCheck[] _checks = [.. checks];

    /// <summary>Never throws but for <paramref name="ct"/>. Dependencies come in the order in which they were registered.</summary>
    public async Task<ServerHealth> CheckAsync(CancellationToken ct)
    {
        DependencyHealth[] found = await Task.WhenAll(_checks.Select(each => AskAsync(each, ct)));
        HealthStatus worst = HealthStatus.Ok;
        for (int i = 0; i < found.Length; i++)
        {
            HealthStatus counted = found[i].Status is HealthStatus.Down && !_checks[i].IsEssential
                ? HealthStatus.Degraded
                : found[i].Status;
            worst = counted > worst ? counted : worst;
        }

        return new ServerHealth(worst, found);
    }

    private async Task<DependencyHealth> AskAsync(IHealthCheck check, CancellationToken ct)
    {
        using CancellationTokenSource limit = new(Limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            // Task.Run and WaitAsync: neither a check that blocks nor one that ignores its token holds the answer up.
            HealthReport report = await Task.Run(() => check.CheckAsync(either.Token), either.Token).WaitAsync(either.Token);
            return new DependencyHealth(check.Name, report.Status, report.Detail);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new DependencyHealth(check.Name, HealthStatus.Down, $"no answer within {Limit.TotalSeconds} s");
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.CheckFailed(logger, check.Name, e);
            return new DependencyHealth(check.Name, HealthStatus.Down, "its check failed; the log says why");
        }
    }
}
