using DevMesh.Domain.Health;
using DevMesh.Functions.Http;
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
            .AddHttpPipeline();
    }
}
