using DevMesh.Domain.Stats;

namespace DevMesh.Functions.Http.Responses;

/// <summary>What GET /stats answers.</summary>
/// <param name="CompressionRatio">Logs per template; null while there is none.</param>
internal sealed record StatsResponse(
    LogCounts Logs,
    TemplateCounts Templates,
    double? CompressionRatio,
    IReadOnlyList<ModelStats> Models,
    IReadOnlyList<CanonVersionStats> CanonVersions,
    IReadOnlyList<TimerStats> Timers)
{
    public static StatsResponse Of(StoreStats stats)
    {
        long embedded = stats.Models.SingleOrDefault(model => model.Served)?.Embedded ?? 0;
        return new StatsResponse(
            new LogCounts(stats.Logs, stats.LogsWithoutTemplate),
            new TemplateCounts(stats.Templates, embedded, stats.Templates - embedded),
            stats.Templates == 0 ? null : Math.Round((double)stats.Logs / stats.Templates, 2),
            stats.Models,
            stats.CanonVersions,
            stats.Timers);
    }
}

/// <param name="PendingTemplate">Logs without a template yet.</param>
internal sealed record LogCounts(long Count, long PendingTemplate);

/// <param name="Embedded">Those with a vector of the model that is served.</param>
/// <param name="Pending">Those without.</param>
internal sealed record TemplateCounts(long Count, long Embedded, long Pending);
