using DevMesh.Functions.Monitoring;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Functions.Http;

internal static class HttpRegistration
{
    public static IServiceCollection AddHttpPipeline(this IServiceCollection services) =>
        services.AddSingleton<AppMetrics>().AddSingleton<HttpPipeline>().AddSingleton<IngestGate>().AddSingleton<QueryLimits>();
}
