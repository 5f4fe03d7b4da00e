using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.Gateway;

/// <summary>A server of /v1/embeddings on a free loopback port, which answers as a test tells it to.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeGateway(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>The bodies that were sent, in order.</summary>
    public List<JsonElement> Requests { get; } = [];

    public List<string?> Keys { get; } = [];

    /// <summary>Answers in place of the usual vectors.</summary>
    public Func<HttpContext, JsonElement, Task>? Answer { get; set; }

    public static async Task<FakeGateway> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        FakeGateway gateway = new(app);
        app.MapPost("/v1/embeddings", gateway.AnswerAsync);
        await app.StartAsync();
        return gateway;
    }

    /// <summary>The vector that it gives a text, of another length than 1.</summary>
    public static float[] VectorOf(string text) => [text.Length, 2, 0, -1];

    public static object Data(int index, object embedding) => new { @object = "embedding", index, embedding };

    public static Task WriteAsync(HttpContext context, params IEnumerable<object> data) =>
        context.Response.WriteAsJsonAsync(new { @object = "list", model = "m", data, usage = new { prompt_tokens = 1, total_tokens = 1 } });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        JsonElement body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        lock (Requests)
        {
            Requests.Add(body);
            Keys.Add(context.Request.Headers.Authorization);
        }

        if (Answer is not null)
        {
            await Answer(context, body);
            return;
        }

        string[] texts = [.. body.GetProperty("input").EnumerateArray().Select(text => text.GetString()!)];
        // Last first: the client must go by the index.
        await WriteAsync(context, Enumerable.Range(0, texts.Length).Reverse().Select(i => Data(i, VectorOf(texts[i]))));
    }
}
