using DevMesh.Domain.Errors;
using DevMesh.Functions.Gateway;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Gateway;

/// <summary>An embedder and a gateway to fail it.</summary>
public abstract class GatewayTestBase : IAsyncLifetime
{
    private readonly List<GatewayClient> _clients = [];

    internal FakeGateway Gateway { get; private set; } = null!;

    internal LogLines Lines { get; } = new();

    internal GatewayState State { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Gateway = await FakeGateway.StartAsync();
        State = NewState(TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await Gateway.DisposeAsync();
    }

    private protected GatewayState NewState(TimeProvider clock) => new(configured: true, clock, Lines.Logger<GatewayState>());

    /// <param name="clock">For waits and the breaker; requests themselves take real time.</param>
    private protected GatewayEmbedder Embedder(TimeSpan? timeout = null, TimeProvider? clock = null, FakeGateway? gateway = null)
    {
        GatewayClient client = new(
            (gateway ?? Gateway).Url,
            "secret",
            GatewayResilience.Build(
                new GatewayPatience(timeout ?? TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30)),
                clock ?? TimeProvider.System),
            State,
            clock ?? TimeProvider.System);
        _clients.Add(client);
        return new GatewayEmbedder(client, new GatewayModel("nomic", 4), clock ?? TimeProvider.System);
    }

    private protected async Task<EmbeddingUnavailableException> AssertUnavailableAsync(string reason, GatewayEmbedder? embedder = null)
    {
        EmbeddingUnavailableException e =
            await Assert.ThrowsAsync<EmbeddingUnavailableException>(() => (embedder ?? Embedder()).EmbedAsync(["a"], default));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", e.Message, StringComparison.Ordinal);
        return e;
    }
}
