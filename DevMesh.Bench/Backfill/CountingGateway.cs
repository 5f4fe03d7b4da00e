using System.Text.Json;
using DevMesh.Domain.Embeddings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DevMesh.Bench.Backfill;

/// <summary>A gateway on a free loopback port that embeds by hashing and remembers how often each text was asked for.</summary>
public sealed class CountingGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LexicalEmbedder _embedder;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _asked = new(StringComparer.Ordinal);
    private readonly List<(long Asked, TaskCompletionSource Reached)> _waiting = [];
    private long _total;

    private CountingGateway(WebApplication app, int dimension)
    {
        _app = app;
        _embedder = new LexicalEmbedder(dimension);
    }

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Breaks every connection without an answer while it is true.</summary>
    public bool IsDown { get; set; }

    /// <summary>How many texts were asked for, again counted again.</summary>
    public long Asked
    {
        get
        {
            lock (_gate)
            {
                return _total;
            }
        }
    }

    public int DistinctTexts
    {
        get
        {
            lock (_gate)
            {
                return _asked.Count;
            }
        }
    }

    public static async Task<CountingGateway> StartAsync(int dimension)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        CountingGateway gateway = new(app, dimension);
        app.MapPost("/v1/embeddings", gateway.AnswerAsync);
        await app.StartAsync();
        return gateway;
    }

    /// <summary>Ends with the request in which so many texts have been asked for, before it is answered.</summary>
    public Task WhenAskedAsync(long texts)
    {
        lock (_gate)
        {
            if (_total >= texts)
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((texts, reached));
            return reached.Task;
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (IsDown)
        {
            context.Abort();
            return;
        }

        JsonElement body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        string[] texts = [.. body.GetProperty("input").EnumerateArray().Select(text => text.GetString()!)];
        Count(texts);
        await context.Response.WriteAsJsonAsync(new
        {
            data = texts.Select((text, index) => new { index, embedding = _embedder.Embed(text) }),
        });
    }

    private void Count(string[] texts)
    {
        lock (_gate)
        {
            foreach (string text in texts)
            {
                _asked[text] = _asked.GetValueOrDefault(text) + 1;
            }

            _total += texts.Length;
            foreach ((_, TaskCompletionSource reached) in _waiting.FindAll(each => each.Asked <= _total))
            {
                reached.TrySetResult();
            }

            _waiting.RemoveAll(each => each.Asked <= _total);
        }
    }
}
