using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Nodes;
using DevMesh.Domain.Stats;
using DevMesh.Domain.Templates;

namespace DevMesh.Functions.Monitoring;

/// <summary>
/// All that GET /metrics tells: what this process counted, and what the database holds. The latter is asked for once in
/// <see cref="Fresh"/> however often it is scraped; when it cannot be had, the rest is told without it.
/// </summary>
public sealed class MetricsReport(
    AppMetrics metrics, TemplateCatalog catalog, IGatewayStatus gateway, IStatsReader stats, INodeReader nodes, TimeProvider clock)
{
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);

    /// <summary>More nodes than this are not told one by one.</summary>
    private const int MostNodes = 1000;

    private Stored? _stored;

    public async Task<string> WriteAsync(CancellationToken ct)
    {
        PrometheusText text = new();
        metrics.Aggregates.Write(text);
        text.Family("devmesh_template_cache_total", "counter", "Templates of batches, by whether the process knew their ids.");
        text.Sample("devmesh_template_cache_total", PrometheusText.Label("result", "hit"), catalog.Hits);
        text.Sample("devmesh_template_cache_total", PrometheusText.Label("result", "miss"), catalog.Misses);
        GatewayReport report = gateway.Report();
        text.Gauge("devmesh_gateway_configured", "Whether a model gateway is configured.", Flag(report.State != "not configured"));
        text.Gauge("devmesh_gateway_degraded", "Whether the gateway is degraded, as this process has last seen it.", Flag(report.State == "degraded"));
        Stored? stored = await StoredAsync(ct);
        text.Gauge("devmesh_database_up", "Whether the database answered this process.", Flag(stored is not null));
        if (stored is not null)
        {
            WriteTotals(text, stored.Stats);
            WriteTimers(text, stored.Stats.Timers);
            WriteNodes(text, stored.Nodes);
        }

        return text.ToString();
    }

    private async Task<Stored?> StoredAsync(CancellationToken ct)
    {
        if (_stored is { } kept && clock.GetElapsedTime(kept.At) < Fresh)
        {
            return kept;
        }

        try
        {
            return _stored = new Stored(
                clock.GetTimestamp(), await stats.ReadAsync(ct), await nodes.ListAsync(clock.GetUtcNow().UtcDateTime, ct));
        }
        catch (StoreUnavailableException)
        {
            return null; // told as devmesh_database_up
        }
    }

    private static void WriteTotals(PrometheusText text, StoreStats stats)
    {
        text.Gauge("devmesh_logs", "Logs that are stored.", stats.Logs);
        text.Gauge("devmesh_templates", "Templates that are stored.", stats.Templates);
        text.Gauge("devmesh_logs_without_template", "Logs that the template backfill has yet to come to.", stats.LogsWithoutTemplate);
    }

    private void WriteTimers(PrometheusText text, IReadOnlyList<TimerStats> timers)
    {
        text.Family("devmesh_timer_finished_age_seconds", "gauge", "How long ago a job came to its end.");
        foreach (TimerStats timer in timers)
        {
            if (timer.LastFinished is { } finished)
            {
                text.Sample("devmesh_timer_finished_age_seconds", PrometheusText.Label("job", timer.Name), Age(finished));
            }
        }

        text.Family("devmesh_timer_left", "gauge", "What the last run of a job knew to be left.");
        foreach (TimerStats timer in timers)
        {
            text.Sample("devmesh_timer_left", PrometheusText.Label("job", timer.Name), timer.Progress?.Left ?? 0);
        }
    }

    private void WriteNodes(PrometheusText text, IReadOnlyList<NodeStatus> nodes)
    {
        text.Gauge("devmesh_nodes", "Nodes that sent logs or heartbeats.", nodes.Count);
        text.Family("devmesh_node_lag_seconds", "gauge", "How long ago the server got a log of the node.");
        foreach (NodeStatus node in nodes.Take(MostNodes))
        {
            if (node.LastReceivedAt is { } received)
            {
                text.Sample("devmesh_node_lag_seconds", PrometheusText.Label("node", node.Node), Age(received));
            }
        }

        text.Family("devmesh_node_heartbeat_age_seconds", "gauge", "How long ago the node's shipper was heard of.");
        foreach (NodeStatus node in nodes.Take(MostNodes))
        {
            if (node.Heartbeat is { } heartbeat)
            {
                text.Sample("devmesh_node_heartbeat_age_seconds", PrometheusText.Label("node", node.Node), Age(heartbeat.ReceivedAt));
            }
        }
    }

    private double Age(DateTime time) => Math.Round((clock.GetUtcNow().UtcDateTime - time).TotalSeconds, 3);

    private static double Flag(bool value) => value ? 1 : 0;

    /// <param name="At">By the clock's timestamps.</param>
    private sealed record Stored(long At, StoreStats Stats, IReadOnlyList<NodeStatus> Nodes);
}
