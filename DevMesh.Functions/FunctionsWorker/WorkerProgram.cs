using DevMesh.Functions.Access;
using DevMesh.Functions.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DevMesh.Functions.FunctionsWorker;

/// <summary>Serves the functions as an isolated worker, which the Functions host starts.</summary>
internal static partial class WorkerProgram
{
    /// <param name="args">The host's: where it listens, and the ids of this worker.</param>
    /// <exception cref="StartupException">Settings are wrong.</exception>
    public static async Task ServeAsync(string[] args)
    {
        SettingsReading reading = SettingsReader.Read(SettingsReader.AllValues());
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<HttpPipelineMiddleware>();
        builder.Services.AddDevMesh(reading.Settings);

        // The host is in front, with a limit of its own, and takes it for a failure when this server stops reading what it
        // passes on: the caller would get a 500 without a body, and not the 413 with which the app refused. The app itself
        // stops reading at its limits.
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = null);

        // The host knows all that is logged during a call under the function's name, so its host.json cannot tell these from
        // the app's own.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

        // Its keys protect nothing here, so it is no loss that the container does not keep them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Logging.AddProvider(new OutsideCallLog(Console.Out, Console.Error));

        using IHost host = builder.Build();
        ILogger logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("DevMesh");
        foreach (string warning in reading.Warnings)
        {
            Log.Warning(logger, warning);
        }

        host.Services.GetRequiredService<IAccessGate>(); // here and not at the first request it is told if it cannot be made
        await host.Services.GetRequiredService<AccessStartup>().CheckAsync(CancellationToken.None);
        await host.RunAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
        public static partial void Warning(ILogger logger, string warning);
    }
}
