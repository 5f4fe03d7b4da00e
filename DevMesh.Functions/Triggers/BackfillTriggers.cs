using DevMesh.Domain.Backfill;

namespace DevMesh.Functions.Triggers;

/// <summary>The timers that fill in what live ingest could not. A run that cannot be made is logged by the job itself.</summary>
public sealed class BackfillTriggers(
    EmbeddingBackfill embeddings, TemplateBackfill templates, SafetyNet safetyNet, IJobSchedules schedules)
{
    [Function("BackfillEmbeddings")]
    public Task BackfillEmbeddingsAsync(
        [TimerTrigger("%BACKFILL_EMBEDDINGS_SCHEDULE%", UseMonitor = false)] TimerInfo timer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(timer);
        return embeddings.RunAsync(schedules.Due(Jobs.Embeddings), ct);
    }

    [Function("BackfillTemplates")]
    public Task BackfillTemplatesAsync(
        [TimerTrigger("%BACKFILL_TEMPLATES_SCHEDULE%", UseMonitor = false)] TimerInfo timer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(timer);
        return templates.RunAsync(schedules.Due(Jobs.Templates), ct);
    }

    [Function("SafetyNet")]
    public Task SafetyNetAsync(
        [TimerTrigger("%SAFETY_NET_SCHEDULE%", UseMonitor = false)] TimerInfo timer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(timer);
        return safetyNet.RunAsync(schedules.Due(Jobs.SafetyNet), ct);
    }
}
