using DevMesh.Domain.Access;
using DevMesh.Functions.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Functions.Access;

internal static class AccessRegistration
{
    /// <summary>How many addresses that failed are remembered; a few hundred bytes each.</summary>
    private const int RememberedAddresses = 10_000;

    /// <summary>Keys are always required unless the host that is built says otherwise.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services, DevMeshSettings settings) =>
        services
            .AddAccessPolicy(AccessPolicy.KeysRequired)
            .AddSingleton(_ => FunctionScopes.Find(typeof(AccessRegistration).Assembly.GetTypes()))
            .AddSingleton<KeyRing>()
            .AddSingleton<KeyUse>()
            .AddHostedService<KeyUseWriter>()
            .AddSingleton(provider => new FailedAttempts(
                settings.AuthFailureLimit,
                settings.AuthFailureWindow,
                RememberedAddresses,
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<ClientAddress>()
            .AddSingleton<NodeAccess>();

    /// <summary>The last one that is added is in force.</summary>
    public static IServiceCollection AddAccessPolicy(this IServiceCollection services, AccessPolicy policy) =>
        services
            .AddSingleton<IAccessGate>(provider => ActivatorUtilities.CreateInstance<AccessGate>(provider, policy))
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<AccessStartup>(provider, policy));
}
