using System.Text.Json;
using DevMesh.Functions.SelfHost;
using DevMesh.Functions.Settings;
using Microsoft.AspNetCore.Builder;

namespace DevMesh.Tests.Support;

/// <summary>The whole app in this process, on a free loopback port and a database of its own, ready to be asked.</summary>
public sealed class TestApp : IAsyncLifetime
{
    private WebApplication? _app;

    public ScratchDatabase Database { get; } = new();

    /// <summary>Adds to or replaces the app's services at its next start.</summary>
    internal Action<WebApplicationBuilder>? Configure { get; set; }

    public HttpClient Http { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        await StartAsync();
    }

    public async Task StartAsync(params (string Name, string Value)[] settings)
    {
        await StartUnreadyAsync(settings);
        while (!(await Http.GetAsync("/health")).IsSuccessStatusCode)
        {
            await Task.Yield(); // migrations run while it starts
        }
    }

    /// <summary>Starts it and does not wait until it is ready, which it may never be.</summary>
    internal async Task StartUnreadyAsync(params (string Name, string Value)[] settings)
    {
        Dictionary<string, string> values = new()
        {
            ["MARIADB_CONNECTION"] = Database.ConnectionString,
            ["DEVMESH_PORT"] = "0",
            ["DEVMESH_NODES"] = "gpu-node,monitoring-vm",
        };
        foreach ((string name, string value) in settings)
        {
            values[name] = value;
        }

        _app = SelfHostProgram.Build(
            SettingsReader.Read(values).Settings, name => SettingsReader.TextOf(name, values), Configure);
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async Task StopAsync()
    {
        Http.Dispose();
        await _app!.DisposeAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        await Database.DisposeAsync();
    }

    /// <summary>The JSON of a GET, which must succeed.</summary>
    public Task<JsonElement> GetAsync(string path) => ApiCalls.GetAsync(Http, path);

    /// <summary>Sends a batch, which must be taken.</summary>
    public Task<JsonElement> IngestAsync(string node, params object[] logs) => ApiCalls.IngestAsync(Http, node, logs);
}
