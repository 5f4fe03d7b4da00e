using DevMesh.Domain.Access;
using DevMesh.Domain.Errors;
using DevMesh.Functions.Settings;

namespace DevMesh.Functions.Access;

/// <summary>Says at start who will be let in, and stops a start that would let in everybody by mistake.</summary>
internal sealed partial class AccessStartup(
    AccessPolicy policy, IKeyStore store, DevMeshSettings settings, TimeProvider clock, ILogger<AccessStartup> logger)
{
    /// <summary>To be called before the server listens.</summary>
    /// <exception cref="AccessException">Other machines reach this address, and there is no key.</exception>
    public async Task CheckAsync(CancellationToken ct)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        KeySet? known;
        try
        {
            known = await store.ReadAsync(now, ct);
        }
        catch (StoreUnavailableException)
        {
            // Nobody is let in until they can be read, so nothing is risked by waiting for the database.
            Log.NotReadYet(logger);
            return;
        }

        bool anyHolds = known?.AnyHolds(now) is true;
        if (policy == AccessPolicy.KeysRequiredToStart && !anyHolds)
        {
            throw new AccessException(
                $"DEVMESH_BIND: other machines reach {settings.Bind}, and there is no API key that holds; accepted: one of\n"
                + "  a key first: ./devmesh keys create NAME --scope admin --out FILE\n"
                + "  DEVMESH_BIND=127.0.0.1, which only this machine reaches\n"
                + $"  DEVMESH_OPEN_ACCESS={SettingFormats.OpenAccessConsent}, if that is what you want");
        }

        if (policy == AccessPolicy.OpenWithoutKeys && known?.AnyEverMade is not true)
        {
            Log.Open(logger, settings.Bind);
            if (settings.TrustedProxies.Count > 0)
            {
                Log.OpenBehindProxy(logger);
            }
        }
        else if (anyHolds)
        {
            Log.KeysNeeded(logger);
        }
        else
        {
            Log.NobodyGetsIn(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "No API key was ever made: whoever reaches {Bind} may read and send everything. "
            + "./devmesh keys create makes the first one, and then every request but GET /health needs one")]
        public static partial void Open(ILogger logger, System.Net.IPAddress bind);

        [LoggerMessage(2, LogLevel.Warning,
            "TRUSTED_PROXIES is set, so others may reach this server through a proxy, and it has no API key")]
        public static partial void OpenBehindProxy(ILogger logger);

        [LoggerMessage(3, LogLevel.Information, "Every request but GET /health needs an API key")]
        public static partial void KeysNeeded(ILogger logger);

        [LoggerMessage(4, LogLevel.Warning,
            "Every request but GET /health needs an API key, and there is none that holds: the verb keys create makes one")]
        public static partial void NobodyGetsIn(ILogger logger);

        [LoggerMessage(5, LogLevel.Warning, "The API keys cannot be read yet: until then every request but GET /health gets 503")]
        public static partial void NotReadYet(ILogger logger);
    }
}
