using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.Shipper.Shipping;

/// <summary>One request as it came in.</summary>
/// <param name="Number">1 for the first.</param>
internal sealed record ServerRequest(int Number, string Path, string? Authorization, string? Encoding, JsonElement Body)
{
    public IReadOnlyList<string> Messages { get; } = Body.TryGetProperty("logs", out JsonElement logs)
        ? [.. logs.EnumerateArray().Select(each => each.GetProperty("message").GetString()!)]
        : [];
}

/// <summary>A real HTTP server on a free loopback port, which answers as a test tells it to.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private readonly List<ServerRequest> _requests = [];

    private FakeServer(WebApplication app)
    {
        _app = app;
        _http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
    }

    public Uri Url => new(_app.Urls.Single());

    /// <summary>A client whose base address it is.</summary>
    public HttpClient Http
    {
        get
        {
            _http.BaseAddress ??= Url;
            return _http;
        }
    }

    public IReadOnlyList<ServerRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Answers; by default everything is stored.</summary>
    public Func<ServerRequest, HttpResponse, Task> Answer { get; set; } = (_, response) => Stored(response);

    public static async Task<FakeServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        FakeServer server = new(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public static Task Stored(HttpResponse response) => response.WriteAsync("""{"received":1,"stored":1,"duplicates":0,"rejected":[],"templates_created":0}""");

    public static Task Status(HttpResponse response, int status, string body = "")
    {
        response.StatusCode = status;
        return response.WriteAsync(body);
    }

    public static Task Drop(HttpResponse response)
    {
        response.HttpContext.Abort();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string? encoding = context.Request.Headers.ContentEncoding;
        await using Stream body = encoding == "gzip"
            ? new GZipStream(context.Request.Body, CompressionMode.Decompress)
            : context.Request.Body;
        JsonElement json = await JsonSerializer.DeserializeAsync<JsonElement>(body);
        ServerRequest request;
        lock (_requests)
        {
            request = new ServerRequest(
                _requests.Count + 1, context.Request.Path, context.Request.Headers.Authorization, encoding, json);
            _requests.Add(request);
        }

        await Answer(request, context.Response);
    }
}
