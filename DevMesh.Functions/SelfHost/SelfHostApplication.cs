using System.Net;
using DevMesh.Functions.Http;
using DevMesh.Functions.Monitoring;
using DevMesh.Functions.Settings;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Console;

namespace DevMesh.Functions.SelfHost;

/// <summary>What the self-host serves, and where.</summary>
/// <param name="Types">Where functions are looked for.</param>
/// <param name="Setting">The text of a setting, for schedules that name one.</param>
internal sealed record SelfHostOptions(
    HostJson Host, IEnumerable<Type> Types, Func<string, string?> Setting, IPAddress Bind, int Port)
{
    /// <summary>Bodies beyond this many bytes are cut off by the server itself; the app's own limits are below it.</summary>
    public long MaxBodyBytes { get; init; } = 30_000_000;
}

/// <summary>Puts the self-host together: a bare web server, the functions as endpoints and timers, nothing else.</summary>
internal static class SelfHostApplication
{
    /// <param name="configure">Adds the services that the functions need.</param>
    /// <exception cref="SelfHostException">A function is not supported or lacks a service.</exception>
    public static WebApplication Build(SelfHostOptions options, Action<WebApplicationBuilder> configure)
    {
        FunctionList functions = FunctionDiscovery.Find(options.Types, options.Setting);

        // The empty builder: no settings file, variable or argument of ASP.NET Core's own changes where or how it serves.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "DevMesh",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, options));
        AddLogging(builder.Logging, options.Host);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(functions.Timers);
        builder.Services.AddHostedService<TimerService>();
        configure(builder);
        builder.Services.AddSingleton(services =>
            new RequestThrottle(options.Host, services.GetRequiredService<HttpPipeline>()));

        WebApplication app = builder.Build();
        CheckServices(app.Services, functions);
        HttpPipeline pipeline = app.Services.GetRequiredService<HttpPipeline>();
        RequestThrottle throttle = app.Services.GetRequiredService<RequestThrottle>();
        app.Use(next => context => throttle.InvokeAsync(context, next));
        app.Use(next => context => HttpEndpoints.AnswerUnmatchedAsync(context, next, pipeline));
        app.UseRouting();
        HttpEndpoints.Map(app, functions.Http, options.Host.RoutePrefix, pipeline);
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel, SelfHostOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        // Room for the longest query with every character percent-encoded, so that the app answers it and not the server.
        kestrel.Limits.MaxRequestLineSize = 64 * 1024;
        // What is buffered of a body that waits for its turn, times the requests that may wait, is memory nobody counts.
        kestrel.Limits.MaxRequestBufferSize = 128 * 1024;
        kestrel.Limits.MaxConcurrentConnections = 4096;
        kestrel.Listen(options.Bind, options.Port);
    }

    private static void AddLogging(ILoggingBuilder logging, HostJson host)
    {
        logging.AddConsole(console => console.FormatterName = PrintableConsole.FormatterName);
        logging.AddConsoleFormatter<PrintableConsole, ConsoleFormatterOptions>();
        foreach ((string category, LogLevel level) in host.LogLevels)
        {
            logging.AddFilter(string.Equals(category, "default", StringComparison.OrdinalIgnoreCase) ? null : category, level);
        }
    }

    /// <summary>The Functions host would find a missing service at the first call only; here it stops the start.</summary>
    private static void CheckServices(IServiceProvider services, FunctionList functions)
    {
        using IServiceScope scope = services.CreateScope();
        foreach ((string name, FunctionInvoker invoker) in functions.Http.Select(each => (each.Name, each.Invoker))
            .Concat(functions.Timers.Select(each => (each.Name, each.Invoker))))
        {
            try
            {
                invoker.CheckServices(scope.ServiceProvider);
            }
            catch (InvalidOperationException e)
            {
                throw new SelfHostException($"function {name}: {e.Message}");
            }
        }
    }
}
