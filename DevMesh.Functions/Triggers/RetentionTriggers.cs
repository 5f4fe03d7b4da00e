using DevMesh.Domain.Backfill;
using DevMesh.Domain.Retention;

namespace DevMesh.Functions.Triggers;

/// <summary>The timer that deletes logs past their days. A run that cannot be made is logged by the job itself.</summary>
public sealed class RetentionTriggers(LogRetention retention, IJobSchedules schedules)
{
    [Function("Retention")]
    public Task RetentionAsync(
        [TimerTrigger("%RETENTION_SCHEDULE%", UseMonitor = false)] TimerInfo timer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(timer);
        return retention.RunAsync(schedules.Due(Jobs.Retention), ct);
    }
}
