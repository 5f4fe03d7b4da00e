using DevMesh.Functions.Access;
using DevMesh.Functions.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DevMesh.Functions.SelfHost;

/// <summary>Serves the functions in this process until it is told to stop.</summary>
internal static partial class SelfHostProgram
{
    /// <exception cref="StartupException">Settings are wrong, a function is not supported, or a key is missing.</exception>
    public static async Task ServeAsync(string[] args)
    {
        if (args.Length > 0)
        {
            throw new SelfHostException($"{args[0]}: is not an option; accepted: a verb (see --help), or nothing, which serves");
        }

        IReadOnlyDictionary<string, string> values = SettingsReader.AllValues();
        SettingsReading reading = SettingsReader.Read(values);
        await using WebApplication app = Build(reading.Settings, name => SettingsReader.TextOf(name, values));
        ILogger logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("DevMesh");
        foreach (string warning in reading.Warnings)
        {
            Log.Warning(logger, warning);
        }

        await app.Services.GetRequiredService<AccessStartup>().CheckAsync(CancellationToken.None);
        try
        {
            await app.StartAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new SelfHostException(
                $"DEVMESH_PORT: {reading.Settings.Bind}:{reading.Settings.Port} is in use; accepted: a free port, or 0 for any");
        }

        Log.Serving(logger, string.Join(' ', app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses));
        await app.WaitForShutdownAsync();
    }

    /// <param name="configure">Adds to or replaces the app's services, for tests.</param>
    public static WebApplication Build(
        DevMeshSettings settings, Func<string, string?> setting, Action<WebApplicationBuilder>? configure = null)
    {
        SelfHostOptions options = new(
            HostJson.Read(), typeof(SelfHostProgram).Assembly.GetTypes(), setting, settings.Bind, settings.Port)
        {
            MaxBodyBytes = settings.ServerMaxBodyBytes,
        };
        return SelfHostApplication.Build(options, builder =>
        {
            builder.Services.AddDevMesh(settings).AddAccessPolicy(AccessPolicies.OfSelfHost(settings));
            configure?.Invoke(builder);
        });
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "DevMesh serves {Addresses}")]
        public static partial void Serving(ILogger logger, string addresses);

        [LoggerMessage(2, LogLevel.Warning, "{Warning}")]
        public static partial void Warning(ILogger logger, string warning);
    }
}
