using DevMesh.Domain.Backfill;
using DevMesh.Domain.Retention;
using DevMesh.Domain.Takeover;
using DevMesh.Functions.MariaDb.Migrations;
using DevMesh.Functions.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Functions.Backfill;

internal static class BackfillRegistration
{
    /// <summary>Texts at a time with the embedded embedder: in memory, so only the size of a transaction counts.</summary>
    private const int EmbeddedBatchSize = 1000;

    public static IServiceCollection AddBackfills(this IServiceCollection services, DevMeshSettings settings) =>
        services
            .AddSingleton(PacesOf(settings))
            .AddSingleton(new EmbeddingBackfillOptions(settings.EmbedLogs))
            .AddSingleton<IThermometer>(provider => ActivatorUtilities.CreateInstance<FileThermometer>(
                provider, settings.BackfillTemperatureFile ?? ""))
            .AddSingleton<Pacers>()
            .AddSingleton<JobRunner>()
            .AddSingleton<VectorFiller>()
            .AddSingleton<TemplateVectorFill>()
            .AddSingleton<LogVectorFill>()
            .AddSingleton<EmbeddingBackfill>()
            .AddSingleton<TemplateBackfill>()
            .AddSingleton<ValueBackfill>()
            .AddSingleton<OldTemplates>()
            .AddSingleton<TakeoverJob>()
            .AddSingleton<SafetyNet>()
            .AddSingleton(new RetentionPolicy(settings.RetentionDays, settings.RetentionOverrides))
            .AddSingleton<LogRetention>()
            .AddSingleton<JobSchedules>()
            .AddSingleton<IJobSchedules>(provider => provider.GetRequiredService<JobSchedules>())
            .AddSingleton<PastDueRuns>()
            .AddSingleton<IAfterMigration>(provider => provider.GetRequiredService<PastDueRuns>())
            .AddHostedService(provider => provider.GetRequiredService<PastDueRuns>());

    private static BackfillPaces PacesOf(DevMeshSettings settings) => new(
        new PaceOptions(
            settings.EmbeddingBatchSize,
            settings.BackfillDelay,
            settings.BackfillLatencyCeiling,
            settings.BackfillTemperatureFile is null ? double.PositiveInfinity : settings.BackfillTemperatureCeiling),
        new PaceOptions(EmbeddedBatchSize, TimeSpan.Zero),
        new PaceOptions(settings.BackfillTemplatesBatchSize, settings.BackfillTemplatesDelay, settings.BackfillLatencyCeiling),
        new PaceOptions(settings.RetentionBatchSize, settings.RetentionDelay, settings.BackfillLatencyCeiling));
}
