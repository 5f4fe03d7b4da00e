using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.Shipper.Processes;

/// <summary>
/// What the shipper sees of a server: it keeps an entry per cursor, the first one that came, and can be told to misbehave.
/// </summary>
public sealed class StoringServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, JsonElement> _stored = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _duplicates;
    private int _unanswered;

    private StoringServer(WebApplication app) => _app = app;

    /// <summary>What to do with the n-th request instead of answering well; null does nothing else.</summary>
    public Func<int, Misbehaviour>? Misbehave { get; set; }

    public IReadOnlyCollection<JsonElement> Stored => [.. _stored.Values];

    public ConcurrentQueue<JsonElement> Heartbeats { get; } = new();

    public int Duplicates => _duplicates;

    public int Requests { get; private set; }

    /// <summary>Requests that wait for an answer which never comes.</summary>
    public int Unanswered => _unanswered;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<StoringServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        StoringServer server = new(app);
        app.MapPost("/ingest/logs", (Delegate)server.IngestAsync);
        app.MapPost("/nodes/{node}/heartbeat", (Delegate)server.HeartbeatAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Completes once it is so; asked again after each request.</summary>
    public async Task WaitUntilAsync(Func<StoringServer, bool> isSo, string what)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (true)
        {
            Task changed = _changed.Task;
            if (isSo(this))
            {
                return;
            }

            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail(
                    $"within a minute it did not come to this: {what}; {_stored.Count} entries are stored after {Requests} requests");
            }
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> IngestAsync(HttpContext context)
    {
        int number;
        lock (_lock)
        {
            number = ++Requests;
        }

        Misbehaviour misbehaviour = Misbehave?.Invoke(number) ?? Misbehaviour.None;
        using JsonDocument body = await ReadAsync(context.Request);
        if (misbehaviour is Misbehaviour.Status500 or Misbehaviour.Status429 or Misbehaviour.Status401 or Misbehaviour.Status413)
        {
            if (misbehaviour == Misbehaviour.Status429)
            {
                context.Response.Headers.RetryAfter = "0";
            }

            Changed();
            return Results.StatusCode((int)misbehaviour);
        }

        if (misbehaviour == Misbehaviour.DropBefore)
        {
            context.Abort();
            Changed();
            return Results.Empty;
        }

        foreach (JsonElement log in body.RootElement.GetProperty("logs").EnumerateArray())
        {
            if (!_stored.TryAdd(log.GetProperty("cursor").GetString()!, log.Clone()))
            {
                Interlocked.Increment(ref _duplicates);
            }
        }

        if (misbehaviour == Misbehaviour.NoAnswer)
        {
            await WaitForTheSenderToGoAsync(context);
            return Results.Empty;
        }

        Changed();
        if (misbehaviour == Misbehaviour.DropAfter)
        {
            context.Abort();
            return Results.Empty;
        }

        return Results.Json(new { rejected = Array.Empty<object>() });
    }

    private async Task WaitForTheSenderToGoAsync(HttpContext context)
    {
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = context.RequestAborted.Register(gone.SetResult);
        Interlocked.Increment(ref _unanswered);
        Changed();
        await gone.Task;
        Interlocked.Decrement(ref _unanswered);
        Changed();
    }

    private async Task<IResult> HeartbeatAsync(HttpContext context)
    {
        using JsonDocument body = await ReadAsync(context.Request);
        Heartbeats.Enqueue(body.RootElement.Clone());
        Changed();
        return Results.NoContent();
    }

    private static async Task<JsonDocument> ReadAsync(HttpRequest request)
    {
        bool isCompressed = string.Equals(request.Headers.ContentEncoding, "gzip", StringComparison.Ordinal);
        return await JsonDocument.ParseAsync(
            isCompressed ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body);
    }

    private void Changed()
    {
        lock (_lock)
        {
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}

/// <summary>What a server, or the network before it, does to a request.</summary>
public enum Misbehaviour
{
    None = 0,

    /// <summary>The connection ends before anything is stored.</summary>
    DropBefore = 1,

    /// <summary>All is stored, and the connection ends instead of an answer.</summary>
    DropAfter = 2,

    /// <summary>All is stored, and no answer comes while the connection lasts.</summary>
    NoAnswer = 3,
    Status401 = 401,
    Status413 = 413,
    Status429 = 429,
    Status500 = 500,
}
