using System.Net.Sockets;
using DevMesh.Domain.Errors;
using DevMesh.Functions.Gateway;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Gateway;

/// <summary>When a request is repeated, when not, and when the gateway is left alone.</summary>
public sealed class GatewayResilienceTests : GatewayTestBase
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_passes_by_itself_is_tried_again(int status)
    {
        int failures = GatewayResilience.Retries;
        Gateway.Answer = (context, body) => failures-- > 0
            ? FakeGateway.RefuseAsync(context, status)
            : FakeGateway.WriteVectorsAsync(context, body);
        Assert.Single(await Embedder().EmbedAsync(["a"], default));
        Assert.Equal(1 + GatewayResilience.Retries, Gateway.Requests.Count);
        Assert.Equal("ok", State.Report().State);
    }

    [Fact]
    public async Task After_some_attempts_it_is_given_up()
    {
        Gateway.Answer = (context, _) => FakeGateway.RefuseAsync(context, 503);
        await AssertUnavailableAsync("answered 503");
        Assert.Equal(1 + GatewayResilience.Retries, Gateway.Requests.Count);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task What_stays_as_it_is_is_not_tried_again(int status)
    {
        Gateway.Answer = (context, _) => FakeGateway.RefuseAsync(context, status);
        await AssertUnavailableAsync($"answered {status}");
        Assert.Single(Gateway.Requests);
    }

    [Fact]
    public async Task A_connection_that_is_reset_as_it_is_made_is_tried_again()
    {
        int attempts = 0;
        GatewayPatience patience = new(TimeSpan.FromMinutes(1), TimeSpan.Zero, TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<SocketException>(() => GatewayResilience.Build(patience, TimeProvider.System).ExecuteAsync(
            ValueTask<GatewayAnswer> (_) =>
            {
                attempts++;
                throw new SocketException((int)SocketError.NotConnected);
            }).AsTask());
        Assert.Equal(1 + GatewayResilience.Retries, attempts);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_tried_again()
    {
        bool hasBroken = false;
        Gateway.Answer = (context, body) =>
        {
            if (hasBroken)
            {
                return FakeGateway.WriteVectorsAsync(context, body);
            }

            hasBroken = true;
            context.Abort();
            return Task.CompletedTask;
        };
        Assert.Single(await Embedder().EmbedAsync(["a"], default));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("Sun, 22 Nov 2026 12:00:07 GMT")]
    public async Task The_time_that_the_gateway_asks_for_is_waited(string retryAfter)
    {
        ManualTime time = new(Noon);
        bool isBusy = true;
        Gateway.Answer = (context, body) => isBusy
            ? FakeGateway.RefuseAsync(context, 429, retryAfter: retryAfter)
            : FakeGateway.WriteVectorsAsync(context, body);
        Task<IReadOnlyList<float[]>> embedding = Embedder(clock: time).EmbedAsync(["a"], default);
        await time.SomebodyWaitsUntil(Noon.AddSeconds(7));
        isBusy = false;
        time.AdvanceTo(Noon.AddSeconds(6.9));
        Assert.Single(Gateway.Requests);
        time.AdvanceTo(Noon.AddSeconds(7));
        Assert.Single(await embedding);
        Assert.Equal(2, Gateway.Requests.Count);
    }

    [Fact]
    public async Task A_gateway_that_asks_for_a_long_rest_is_not_waited_for()
    {
        Gateway.Answer = (context, _) => FakeGateway.RefuseAsync(context, 429, retryAfter: "3600");
        await AssertUnavailableAsync("left alone for 3600 s");
        Assert.Single(Gateway.Requests);
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_is_given_up_after_the_timeout_and_not_asked_twice()
    {
        TaskCompletionSource never = new();
        Gateway.Answer = (context, _) => never.Task.WaitAsync(context.RequestAborted);
        await AssertUnavailableAsync("EMBEDDING_TIMEOUT", Embedder(timeout: TimeSpan.FromMilliseconds(200)));
        Assert.Single(Gateway.Requests);
        Assert.Equal("degraded", State.Report().State);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_not_told_of_the_gateway()
    {
        using CancellationTokenSource stop = new();
        TaskCompletionSource never = new();
        Gateway.Answer = async (context, _) =>
        {
            await stop.CancelAsync();
            await never.Task.WaitAsync(context.RequestAborted);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Embedder().EmbedAsync(["a"], stop.Token));
        Assert.Equal("ok", State.Report().State);
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_is_said_to_be_so()
    {
        GatewayEmbedder embedder = Embedder();
        await Gateway.DisposeAsync();
        await AssertUnavailableAsync("cannot be reached", embedder);
    }

    [Fact]
    public async Task A_gateway_that_fails_again_and_again_is_left_alone_and_asked_once_later()
    {
        ManualTime time = new(Noon);
        GatewayEmbedder embedder = Embedder(clock: new SteppingTime(time));
        Gateway.Answer = (context, _) => FakeGateway.RefuseAsync(context, 500);
        await AssertUnavailableAsync("answered 500", embedder);
        int asked = Gateway.Requests.Count;

        await AssertUnavailableAsync("is left alone", embedder);
        Assert.Equal(asked, Gateway.Requests.Count);
        Assert.Contains("answered 500", State.Report().Detail, StringComparison.Ordinal);

        Gateway.Answer = null;
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Single(await embedder.EmbedAsync(["a"], default));
        Assert.Equal("ok", State.Report().State);
    }

    [Fact]
    public async Task A_gateway_that_is_only_busy_is_not_left_alone()
    {
        GatewayEmbedder embedder = Embedder();
        Gateway.Answer = (context, _) => FakeGateway.RefuseAsync(context, 429, retryAfter: "0");
        for (int i = 0; i < 5; i++)
        {
            await AssertUnavailableAsync("too busy", embedder);
        }

        Gateway.Answer = null;
        Assert.Single(await embedder.EmbedAsync(["a"], default));
    }
}
