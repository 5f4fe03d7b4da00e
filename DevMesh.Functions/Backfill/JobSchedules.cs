using DevMesh.Domain.Backfill;
using DevMesh.Functions.Settings;
using NCrontab;

namespace DevMesh.Functions.Backfill;

/// <inheritdoc cref="IJobSchedules"/>
internal sealed class JobSchedules(DevMeshSettings settings, TimeProvider clock) : IJobSchedules
{
    /// <summary>A timer may fire this much before its slot, by the clock of another process.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(1);

    /// <summary>Back to where the last slot is looked for, the nearest first: most schedules are dense.</summary>
    private static readonly TimeSpan[] Windows =
    [
        TimeSpan.FromMinutes(2), TimeSpan.FromHours(2), TimeSpan.FromDays(2), TimeSpan.FromDays(40), TimeSpan.FromDays(5 * 366),
    ];

    public IReadOnlyDictionary<string, CrontabSchedule> All { get; } = new Dictionary<string, CrontabSchedule>(StringComparer.Ordinal)
    {
        [Jobs.Embeddings] = Parse(settings.BackfillEmbeddingsSchedule),
        [Jobs.Templates] = Parse(settings.BackfillTemplatesSchedule),
        [Jobs.SafetyNet] = Parse(settings.SafetyNetSchedule),
        [Jobs.Retention] = Parse(settings.RetentionSchedule),
    };

    public JobCall Due(string job) => new(LastSlot(job, clock.GetUtcNow().UtcDateTime + Early), settings.BackfillRunLimit);

    /// <summary>The newest slot at or before a time, in UTC; null when there was none for years.</summary>
    public DateTime? LastSlot(string job, DateTime now)
    {
        CrontabSchedule schedule = All[job];
        DateTime end = now.AddTicks(1); // the end itself is not among the occurrences
        foreach (TimeSpan window in Windows)
        {
            DateTime last = schedule.GetNextOccurrences(now - window, end).LastOrDefault();
            if (last != default)
            {
                return DateTime.SpecifyKind(last, DateTimeKind.Utc);
            }
        }

        return null;
    }

    private static CrontabSchedule Parse(string expression) =>
        CrontabSchedule.Parse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = true });
}
