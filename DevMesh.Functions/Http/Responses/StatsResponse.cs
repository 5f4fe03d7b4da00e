using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Stats;

namespace DevMesh.Functions.Http.Responses;

/// <summary>What GET /stats answers.</summary>
/// <param name="CompressionRatio">Logs per template; null while there is none.</param>
internal sealed record StatsResponse(
    LogCounts Logs,
    TemplateCounts Templates,
    double? CompressionRatio,
    GatewayReport Gateway,
    IReadOnlyList<ModelStats> Models,
    IReadOnlyList<CanonVersionStats> CanonVersions,
    IReadOnlyList<TimerStats> Timers)
{
    /// <param name="embedLogs">Whether logs are to have vectors of their own.</param>
    public static StatsResponse Of(StoreStats stats, GatewayReport gateway, bool embedLogs)
    {
        ModelStats? served = stats.Models.SingleOrDefault(model => model.Served);
        long embedded = served?.Embedded ?? 0;
        long embeddedLogs = served?.EmbeddedLogs ?? 0;
        return new StatsResponse(
            new LogCounts(
                stats.Logs, stats.LogsWithoutTemplate, embeddedLogs, embedLogs ? Math.Max(0, stats.Logs - embeddedLogs) : 0),
            new TemplateCounts(stats.Templates, embedded, stats.Templates - embedded),
            stats.Templates == 0 ? null : Math.Round((double)stats.Logs / stats.Templates, 2),
            gateway,
            stats.Models,
            stats.CanonVersions,
            stats.Timers);
    }
}

/// <param name="PendingTemplate">Logs without a template yet.</param>
/// <param name="Embedded">Those with a vector of their own of the model that is served.</param>
/// <param name="PendingEmbedding">Those without, when the settings ask for it; else 0.</param>
internal sealed record LogCounts(long Count, long PendingTemplate, long Embedded, long PendingEmbedding);

/// <param name="Embedded">Those with a vector of the model that is served.</param>
/// <param name="Pending">Those without.</param>
internal sealed record TemplateCounts(long Count, long Embedded, long Pending);
