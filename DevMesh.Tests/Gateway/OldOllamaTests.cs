using DevMesh.Domain.Health;
using DevMesh.Functions.Gateway;
using DevMesh.Tests.Support;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.Gateway;

/// <summary>Servers without /v1/embeddings.</summary>
public sealed class OldOllamaTests : GatewayTestBase
{
    private const string Old = "/api/embeddings";
    private const string New = "/v1/embeddings";

    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Gateway.IsOldOllama = true;
    }

    [Fact]
    public async Task Texts_go_one_by_one_and_it_is_said_how_slow_that_is()
    {
        GatewayEmbedder embedder = Embedder();
        IReadOnlyList<float[]> vectors = await embedder.EmbedAsync(["a", "bb", "ccc"], default);
        await embedder.EmbedAsync(["d"], default);

        Assert.Equal([1, 2, 3], vectors.Select(vector => (int)MathF.Round(2 * vector[0] / vector[1])));
        Assert.Equal(["a", "bb", "ccc", "d"], Gateway.Requests.Select(request => request.GetProperty("prompt").GetString()));
        HealthReport report = await State.CheckAsync(default);
        Assert.Equal(HealthStatus.Ok, report.Status);
        Assert.Contains("about thirty times slower", report.Detail, StringComparison.Ordinal);
        Assert.Single(Lines.All, line => line.Level == LogLevel.Warning && line.Message.Contains("thirty times slower", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_cut_there_too()
    {
        Gateway.Answer = (context, body) => body.GetProperty("prompt").GetString()!.Length > 300
            ? FakeGateway.RefuseAsync(context, 500, "the input length exceeds the context length")
            : FakeGateway.WriteVectorsAsync(context, body);
        await Embedder().EmbedAsync([new string('x', 1000)], default);
        Assert.Equal([1000, 500, 250], Gateway.Requests.Select(request => request.GetProperty("prompt").GetString()!.Length));
    }

    [Fact]
    public async Task Every_ten_minutes_it_is_seen_whether_the_server_was_updated()
    {
        GatewayEmbedder embedder = Embedder(clock: new SteppingTime(_time));
        await embedder.EmbedAsync(["a"], default);
        _time.Advance(TimeSpan.FromMinutes(9));
        await embedder.EmbedAsync(["b"], default);
        Assert.Equal([New, Old, Old], Gateway.Paths);

        Gateway.IsOldOllama = false;
        _time.Advance(TimeSpan.FromMinutes(2));
        await embedder.EmbedAsync(["c"], default);
        await embedder.EmbedAsync(["d"], default);
        Assert.Equal([New, New], Gateway.Paths.Skip(3));
        Assert.Equal(new HealthReport(HealthStatus.Ok, "ok"), await State.CheckAsync(default));
    }

    [Fact]
    public async Task A_server_with_neither_route_is_said_to_be_so()
    {
        Gateway.Answer = (context, _) => FakeGateway.RefuseAsync(context, 404, "no such page");
        await AssertUnavailableAsync("neither /v1/embeddings nor /api/embeddings");
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_said_to_be_so()
    {
        Gateway.Answer = (context, _) => FakeGateway.RefuseAsync(context, 404, "model \"nomic\" not found");
        await AssertUnavailableAsync("EMBEDDING_MODEL");
    }
}
