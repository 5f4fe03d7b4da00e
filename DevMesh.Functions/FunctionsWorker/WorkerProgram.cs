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

        // The host passes bodies on to the worker's own server, whose limit must be above the app's.
        builder.Services.Configure<KestrelServerOptions>(
            kestrel => kestrel.Limits.MaxRequestBodySize = reading.Settings.ServerMaxBodyBytes);

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
