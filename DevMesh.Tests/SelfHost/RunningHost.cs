using DevMesh.Functions.Access;
using DevMesh.Functions.Http;
using DevMesh.Functions.SelfHost;
using DevMesh.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.SelfHost;

/// <summary>A self-host with functions of a test's own, on a free loopback port.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningHost(WebApplication app, LogLines lines)
    {
        _app = app;
        Lines = lines;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Client = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public LogLines Lines { get; }

    public static async Task<RunningHost> StartAsync(
        IEnumerable<Type> types, string hostJson = "{}", Action<WebApplicationBuilder>? configure = null)
    {
        LogLines lines = new();
        SelfHostOptions options = new(HostJson.Parse(hostJson), types, _ => null, System.Net.IPAddress.Loopback, 0)
        {
            MaxBodyBytes = 100_000,
        };
        WebApplication built = SelfHostApplication.Build(options, builder =>
        {
            builder.Logging.ClearProviders().AddProvider(lines.Provider());
            builder.Services.AddHttpPipeline().AddSingleton<IAccessGate>(new OpenGate());
            configure?.Invoke(builder);
        });
        await built.StartAsync();
        return new RunningHost(built, lines);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
