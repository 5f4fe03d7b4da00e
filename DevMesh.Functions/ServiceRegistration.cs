using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Health;
using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Templates;
using DevMesh.Functions.Access;
using DevMesh.Functions.Backfill;
using DevMesh.Functions.Explaining;
using DevMesh.Functions.Gateway;
using DevMesh.Functions.Http;
using DevMesh.Functions.MariaDb;
using DevMesh.Functions.MariaDb.Migrations;
using DevMesh.Functions.Monitoring;
using DevMesh.Functions.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DevMesh.Functions;

/// <summary>Every service of the app, the same for the Functions host, the self-host and the commands.</summary>
internal static class ServiceRegistration
{
    public static IServiceCollection AddDevMesh(this IServiceCollection services, DevMeshSettings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(settings)
            .AddSingleton<HealthService>()
            .AddSingleton<MetricsReport>()
            .AddHttpPipeline()
            .AddAccess(settings)
            .AddMariaDb(settings)
            .AddEmbeddings(settings)
            .AddBackfills(settings)
            .AddSearch(settings)
            .AddEvidence(settings)
            .AddExplaining(settings)
            .AddIngestion(settings);
    }

    private static IServiceCollection AddIngestion(this IServiceCollection services, DevMeshSettings settings) =>
        services
            .AddSingleton(Canonicalizers.Of(settings.CanonVersion ?? Canonicalizers.DefaultVersion))
            .AddSingleton(provider => new TemplateCatalog(provider.GetRequiredService<ITemplateStore>()))
            .AddSingleton<IAfterMigration, TemplateCatalogWarmUp>()
            .AddSingleton<IngestService>();
}
