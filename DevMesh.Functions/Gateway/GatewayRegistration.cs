using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Health;
using DevMesh.Functions.MariaDb.Migrations;
using DevMesh.Functions.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Functions.Gateway;

internal static class GatewayRegistration
{
    public static IServiceCollection AddEmbeddings(this IServiceCollection services, DevMeshSettings settings) =>
        services
            .AddSingleton(provider => new GatewayState(
                settings.GatewayUrl is not null,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<GatewayState>>()))
            .AddSingleton<IGatewayStatus>(provider => provider.GetRequiredService<GatewayState>())
            .AddSingleton<IHealthCheck>(provider => provider.GetRequiredService<GatewayState>())
            .AddSingleton<IEmbedderCatalog, EmbedderCatalog>()
            .AddSingleton<TemplateEmbedder>()
            .AddSingleton(_ => new EmbeddingQueue())
            .AddSingleton<ITemplateEmbedding, TemplateEmbedding>()
            .AddHostedService<EmbeddingWorker>()
            .AddSingleton<IAfterMigration, EmbeddingStartup>();
}
