using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.Gateway;

/// <summary>
/// A server of /v1/embeddings on a free loopback port, which answers as a test tells it to; or of /api/embeddings, while it
/// is an old Ollama.
/// </summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _hanging = new(0);

    private FakeGateway(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Whether it has /api/embeddings and no /v1/embeddings.</summary>
    public bool IsOldOllama { get; set; }

    /// <summary>Every path that was asked for, in order, whether it is there or not.</summary>
    public List<string?> Paths { get; } = [];

    /// <summary>The bodies that were sent to the route that is there, in order.</summary>
    public List<JsonElement> Requests { get; } = [];

    public List<string?> Keys { get; } = [];

    /// <summary>Answers in place of the usual vectors.</summary>
    public Func<HttpContext, JsonElement, Task>? Answer { get; set; }

    /// <summary>Answers /v1/chat/completions; without it there is no such route.</summary>
    public Func<HttpContext, JsonElement, Task>? Chat { get; set; }

    /// <summary>Lets every chat from now on hang until it is given up.</summary>
    public void HangChats() => Chat = (context, _) =>
    {
        _hanging.Release();
        return Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
    };

    /// <summary>Ends when one more chat hangs.</summary>
    public async Task SomebodyHangs() => Assert.True(await _hanging.WaitAsync(TimeSpan.FromSeconds(60)), "no chat came");

    public static async Task<FakeGateway> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        FakeGateway gateway = new(app);
        app.MapPost("/v1/embeddings", context => gateway.AnswerAsync(context, isThere: !gateway.IsOldOllama));
        app.MapPost("/api/embeddings", context => gateway.AnswerAsync(context, isThere: gateway.IsOldOllama));
        app.MapPost("/v1/chat/completions", context => gateway.AnswerAsync(context, gateway.Chat is not null, gateway.Chat));
        await app.StartAsync();
        return gateway;
    }

    /// <summary>The vector that it gives a text, of another length than 1.</summary>
    public static float[] VectorOf(string text) => [text.Length, 2, 0, -1];

    public static object Data(int index, object embedding) => new { @object = "embedding", index, embedding };

    public static Task WriteAsync(HttpContext context, params IEnumerable<object> data) =>
        context.Response.WriteAsJsonAsync(new { @object = "list", model = "m", data, usage = new { prompt_tokens = 1, total_tokens = 1 } });

    /// <summary>The answer of a chat, with the message of the assistant.</summary>
    public static Task WriteChatAsync(HttpContext context, string content, string finishReason = "stop")
    {
        object choice = new { index = 0, finish_reason = finishReason, message = new { role = "assistant", content } };
        return context.Response.WriteAsJsonAsync(new { @object = "chat.completion", choices = new[] { choice } });
    }

    /// <summary>The usual answer.</summary>
    public static Task WriteVectorsAsync(HttpContext context, JsonElement body)
    {
        if (body.TryGetProperty("prompt", out JsonElement prompt))
        {
            return context.Response.WriteAsJsonAsync(new { embedding = VectorOf(prompt.GetString()!) });
        }

        string[] texts = TextsOf(body);
        // Last first: the client must go by the index.
        return WriteAsync(context, Enumerable.Range(0, texts.Length).Reverse().Select(i => Data(i, VectorOf(texts[i]))));
    }

    public static Task RefuseAsync(HttpContext context, int status, string message = "", string? retryAfter = null)
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return context.Response.WriteAsJsonAsync(new { error = new { message } });
    }

    public static string[] TextsOf(JsonElement body) =>
        [.. body.GetProperty("input").EnumerateArray().Select(text => text.GetString()!)];

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _hanging.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, bool isThere, Func<HttpContext, JsonElement, Task>? answer = null)
    {
        lock (Requests)
        {
            Paths.Add(context.Request.Path);
        }

        if (!isThere)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsync("404 page not found");
            return;
        }

        JsonElement body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        lock (Requests)
        {
            Requests.Add(body);
            Keys.Add(context.Request.Headers.Authorization);
        }

        await (answer ?? Answer ?? WriteVectorsAsync)(context, body);
    }
}
