using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Health;
using DevMesh.Functions.Gateway;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevMesh.Tests.Gateway;

public sealed class GatewayEmbedderTests : GatewayTestBase
{
    [Fact]
    public async Task Vectors_come_in_the_order_of_the_texts_and_have_length_one()
    {
        IReadOnlyList<float[]> vectors = await Embedder().EmbedAsync(["a", "bb", "cccc"], default);
        Assert.All(vectors, vector => Assert.Equal(1, TensorPrimitives.Norm(vector), 5));
        Assert.Equal([1, 2, 4], vectors.Select(vector => (int)MathF.Round(2 * vector[0] / vector[1])));
    }

    [Fact]
    public async Task Texts_are_sent_in_one_request_with_model_and_key()
    {
        await Embedder().EmbedAsync([.. Enumerable.Range(0, 7).Select(i => $"text {i}")], default);
        JsonElement request = Assert.Single(Gateway.Requests);
        Assert.Equal(7, FakeGateway.TextsOf(request).Length);
        Assert.Equal("nomic", request.GetProperty("model").GetString());
        Assert.Equal("Bearer secret", Gateway.Keys[0]);
    }

    [Fact]
    public async Task More_texts_than_any_server_takes_go_in_several_requests()
    {
        Assert.Equal(GatewayEmbedder.MaxTexts + 1, (await Embedder().EmbedAsync([.. Enumerable.Repeat("x", GatewayEmbedder.MaxTexts + 1)], default)).Count);
        Assert.Equal([GatewayEmbedder.MaxTexts, 1], Gateway.Requests.Select(request => FakeGateway.TextsOf(request).Length));
    }

    [Fact]
    public async Task A_long_text_is_cut_between_characters()
    {
        await Embedder().EmbedAsync([new string('a', GatewayEmbedder.MaxCharacters - 1) + "😀 and more"], default);
        Assert.Equal([new string('a', GatewayEmbedder.MaxCharacters - 1)], FakeGateway.TextsOf(Gateway.Requests[0]));
    }

    [Fact]
    public async Task A_blank_text_which_models_refuse_is_sent_as_a_word()
    {
        await Embedder().EmbedAsync(["", " \t"], default);
        Assert.Equal(["(empty)", "(empty)"], FakeGateway.TextsOf(Gateway.Requests[0]));
    }

    [Theory]
    [InlineData(413, "")]
    [InlineData(400, "This model's maximum context length is 8192 tokens, however you requested 9000 tokens")]
    [InlineData(500, "the input length exceeds the context length")]
    public async Task A_batch_that_is_too_large_is_halved_until_it_fits(int status, string message)
    {
        Gateway.Answer = (context, body) => FakeGateway.TextsOf(body).Length > 2
            ? FakeGateway.RefuseAsync(context, status, message)
            : FakeGateway.WriteVectorsAsync(context, body);
        IReadOnlyList<float[]> vectors = await Embedder().EmbedAsync(["a", "bb", "ccc", "dddd", "eeeee"], default);
        Assert.Equal([1, 2, 3, 4, 5], vectors.Select(vector => (int)MathF.Round(2 * vector[0] / vector[1])));
        Assert.Equal([5, 2, 3, 1, 2], Gateway.Requests.Select(request => FakeGateway.TextsOf(request).Length));
        Assert.Equal("ok", State.Report().State);
    }

    [Fact]
    public async Task A_text_that_is_too_long_for_the_model_is_cut_in_half_until_it_fits_and_the_others_stay_whole()
    {
        Gateway.Answer = (context, body) => FakeGateway.TextsOf(body).Any(text => text.Length > 1000)
            ? FakeGateway.RefuseAsync(context, 400, "input is too long for the context window")
            : FakeGateway.WriteVectorsAsync(context, body);
        IReadOnlyList<float[]> vectors = await Embedder().EmbedAsync([new string('x', 3000), new string('y', 900)], default);
        Assert.Equal([750, 900], vectors.Select(vector => (int)MathF.Round(2 * vector[0] / vector[1])));
    }

    [Fact]
    public async Task A_server_that_finds_everything_too_long_is_given_up()
    {
        Gateway.Answer = (context, _) => FakeGateway.RefuseAsync(context, 413);
        await AssertUnavailableAsync("even one text is too large");
        Assert.Single(Gateway.Requests);
    }

    [Fact]
    public async Task Vectors_in_base64_are_read_too()
    {
        float[] vector = [0, 3, 4, 0];
        Gateway.Answer = (context, _) => FakeGateway.WriteAsync(
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
        Gateway.Answer = (context, _) =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(answer);
        };
        await AssertUnavailableAsync(reason);
        Assert.Equal("degraded", State.Report().State);
    }

    [Theory]
    [InlineData(401, "", "GATEWAY_API_KEY")]
    [InlineData(404, "model \"nomic\" not found, try pulling it first", "does not know the model")]
    [InlineData(429, "", "too busy")]
    [InlineData(500, "", "answered 500")]
    public async Task A_refusal_says_what_to_look_at(int status, string message, string reason)
    {
        Gateway.Answer = (context, _) => FakeGateway.RefuseAsync(context, status, message);
        Assert.False((await AssertUnavailableAsync(reason)).IsRefusal);
        HealthReport report = await State.CheckAsync(default);
        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.StartsWith("degraded since", report.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(422)]
    public async Task A_text_that_the_model_will_not_have_is_told_apart_and_does_not_make_the_gateway_degraded(int status)
    {
        Gateway.Answer = (context, _) => FakeGateway.RefuseAsync(context, status, "input must be a string");
        Assert.True((await AssertUnavailableAsync("refuses a text")).IsRefusal);
        Assert.Equal("ok", State.Report().State);
        Assert.Single(Gateway.Requests);
    }

    [Fact]
    public async Task The_state_follows_the_last_request()
    {
        Gateway.Answer = (context, _) => FakeGateway.RefuseAsync(context, 403);
        await AssertUnavailableAsync("403");
        Assert.NotNull(State.Report().Since);

        Gateway.Answer = null;
        await Embedder().EmbedAsync(["a"], default);
        Assert.Equal(new HealthReport(HealthStatus.Ok, "ok"), await State.CheckAsync(default));
    }

    [Fact]
    public async Task Without_a_gateway_the_state_says_what_is_used_instead()
    {
        GatewayState state = new(configured: false, TimeProvider.System, NullLogger<GatewayState>.Instance);
        Assert.Equal(
            new HealthReport(HealthStatus.Ok, "not configured: the embedded lexical embedder is used"), await state.CheckAsync(default));
    }
}
