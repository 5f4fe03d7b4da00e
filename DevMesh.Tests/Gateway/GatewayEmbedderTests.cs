using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Health;
using DevMesh.Functions.Gateway;
using Microsoft.AspNetCore.Http;

namespace DevMesh.Tests.Gateway;

public sealed class GatewayEmbedderTests : IAsyncLifetime
{
    private readonly GatewayState _state = new(configured: true, TimeProvider.System);
    private FakeGateway _gateway = null!;

    public async Task InitializeAsync() => _gateway = await FakeGateway.StartAsync();

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task Vectors_come_in_the_order_of_the_texts_and_have_length_one()
    {
        IReadOnlyList<float[]> vectors = await Embedder().EmbedAsync(["a", "bb", "cccc"], default);
        Assert.All(vectors, vector => Assert.Equal(1, TensorPrimitives.Norm(vector), 5));
        Assert.Equal([1, 2, 4], vectors.Select(vector => (int)MathF.Round(2 * vector[0] / vector[1])));
    }

    [Fact]
    public async Task Texts_are_sent_in_batches_with_model_and_key()
    {
        await Embedder().EmbedAsync([.. Enumerable.Range(0, 7).Select(i => $"text {i}")], default);
        Assert.Equal([3, 3, 1], _gateway.Requests.Select(request => request.GetProperty("input").GetArrayLength()));
        Assert.All(_gateway.Requests, request => Assert.Equal("nomic", request.GetProperty("model").GetString()));
        Assert.All(_gateway.Keys, key => Assert.Equal("Bearer secret", key));
    }

    [Fact]
    public async Task A_long_text_is_cut_between_characters()
    {
        await Embedder().EmbedAsync([new string('a', GatewayEmbedder.MaxCharacters - 1) + "😀 and more"], default);
        string sent = _gateway.Requests[0].GetProperty("input")[0].GetString()!;
        Assert.Equal(new string('a', GatewayEmbedder.MaxCharacters - 1), sent);
    }

    [Fact]
    public async Task Vectors_in_base64_are_read_too()
    {
        float[] vector = [0, 3, 4, 0];
        _gateway.Answer = (context, _) => FakeGateway.WriteAsync(
            context, FakeGateway.Data(0, Convert.ToBase64String(MemoryMarshal.AsBytes<float>(vector))));
        float[] read = (await Embedder().EmbedAsync(["a"], default))[0];
        Assert.Equal([0, 0.6f, 0.8f, 0], read);
    }

    [Theory]
    [InlineData("""{"data":[]}""", "0 vectors for 1 texts")]
    [InlineData("""{"data":[{"index":1,"embedding":[1,2,3,4]}]}""", "indexes")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2,3]}]}""", "EMBEDDING_DIM is 4")]
    [InlineData("""{"data":[{"index":0,"embedding":[0,0,0,0]}]}""", "zero or not finite")]
    [InlineData("""{"data":[{"index":0,"embedding":[1e39,0,0,0]}]}""", "zero or not finite")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2,3,"x"]}]}""", "form of the OpenAI API")]
    [InlineData("""{"data":[{"index":0,"embedding":"%%%"}]}""", "vectors of 0 numbers")]
    [InlineData("""{"vectors":[]}""", "form of the OpenAI API")]
    [InlineData("""[]""", "form of the OpenAI API")]
    [InlineData("""<html>""", "form of the OpenAI API")]
    public async Task An_answer_that_is_nonsense_is_refused(string answer, string reason)
    {
        _gateway.Answer = (context, _) =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(answer);
        };
        await AssertUnavailableAsync(reason);
    }

    [Theory]
    [InlineData(401, "GATEWAY_API_KEY")]
    [InlineData(404, "does not know the model")]
    [InlineData(413, "EMBEDDING_BATCH_SIZE")]
    [InlineData(429, "too busy")]
    [InlineData(500, "answered 500")]
    public async Task A_refusal_says_what_to_look_at(int status, string reason)
    {
        _gateway.Answer = (context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        await AssertUnavailableAsync(reason);
        Assert.Single(_gateway.Requests);
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_is_given_up_after_the_timeout()
    {
        TaskCompletionSource never = new();
        _gateway.Answer = (context, _) => never.Task.WaitAsync(context.RequestAborted);
        EmbeddingUnavailableException e = await Assert.ThrowsAsync<EmbeddingUnavailableException>(
            () => Embedder(timeout: TimeSpan.FromMilliseconds(200)).EmbedAsync(["a"], default));
        Assert.Contains("EMBEDDING_TIMEOUT", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_not_told_of_the_gateway()
    {
        using CancellationTokenSource stop = new();
        TaskCompletionSource never = new();
        _gateway.Answer = async (context, _) =>
        {
            await stop.CancelAsync();
            await never.Task.WaitAsync(context.RequestAborted);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Embedder().EmbedAsync(["a"], stop.Token));
        Assert.Equal(HealthStatus.Ok, (await _state.CheckAsync(default)).Status);
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_is_said_to_be_so()
    {
        GatewayEmbedder embedder = Embedder();
        await _gateway.DisposeAsync();
        EmbeddingUnavailableException e =
            await Assert.ThrowsAsync<EmbeddingUnavailableException>(() => embedder.EmbedAsync(["a"], default));
        Assert.Contains("cannot be reached", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_state_follows_the_last_request()
    {
        _gateway.Answer = (context, _) =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await AssertUnavailableAsync("500");
        HealthReport report = await _state.CheckAsync(default);
        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.StartsWith("degraded since", report.Detail, StringComparison.Ordinal);

        _gateway.Answer = null;
        await Embedder().EmbedAsync(["a"], default);
        Assert.Equal(new HealthReport(HealthStatus.Ok, "ok"), await _state.CheckAsync(default));
    }

    [Fact]
    public async Task Without_a_gateway_the_state_says_what_is_used_instead() =>
        Assert.Contains(
            "lexical", (await new GatewayState(configured: false, TimeProvider.System).CheckAsync(default)).Detail, StringComparison.Ordinal);

    private async Task AssertUnavailableAsync(string reason)
    {
        EmbeddingUnavailableException e =
            await Assert.ThrowsAsync<EmbeddingUnavailableException>(() => Embedder().EmbedAsync(["a"], default));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", e.Message, StringComparison.Ordinal);
    }

    private GatewayEmbedder Embedder(TimeSpan? timeout = null) => new(
        new GatewayOptions(_gateway.Url, "secret", "nomic", 4, timeout ?? TimeSpan.FromSeconds(30), BatchSize: 3), _state);
}
