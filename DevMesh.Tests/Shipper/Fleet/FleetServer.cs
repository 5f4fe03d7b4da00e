using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.Shipper.Fleet;

/// <summary>What the fleet script sees of a server: GET /nodes, with answers that a test chooses.</summary>
public sealed class FleetServer : IAsyncLifetime
{
    private WebApplication _app = null!;

    /// <summary>Nodes that send: each answer shows a new log, and a heartbeat of a process that has just started.</summary>
    public ICollection<string> Sending { get; } = [];

    /// <summary>What each node in the answer says was its last error.</summary>
    public string? LastError { get; set; }

    /// <summary>The status of each answer.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>The Authorization of the last request.</summary>
    public string? Authorization { get; private set; }

    public Uri Address => new(_app.Urls.Single());

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/nodes", (HttpContext context) =>
        {
            Authorization = context.Request.Headers.Authorization;
            return Results.Json(new { results = Sending.Select(Shown) }, statusCode: Status);
        });
        await _app.StartAsync();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    private object Shown(string node) => new
    {
        node,
        lag_s = 0.0,
        heartbeat = new { received_at = DateTime.UtcNow, started_at = DateTime.UtcNow, last_error = LastError },
    };
}
