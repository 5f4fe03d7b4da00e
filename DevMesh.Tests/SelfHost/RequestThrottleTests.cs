using System.Net;
using DevMesh.Functions.SelfHost.Attributes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Tests.SelfHost;

public sealed class RequestThrottleTests
{
    private const string Limits = """{"extensions":{"http":{"maxOutstandingRequests":2,"maxConcurrentRequests":1}}}""";

    [Fact]
    public async Task One_runs_one_waits_and_the_third_is_told_to_come_back()
    {
        Gate gate = new();
        await using RunningHost host = await RunningHost.StartAsync([typeof(Functions)], Limits, builder => builder.Services.AddSingleton(gate));
        Task<HttpResponseMessage> running = host.Client.GetAsync("api/gate");
        await gate.Entered.WaitAsync(TimeSpan.FromSeconds(30));

        // Of two more, one waits and the other is refused; which one the network decides.
        Task<HttpResponseMessage>[] more = [host.Client.GetAsync("api/gate"), host.Client.GetAsync("api/gate")];
        HttpResponseMessage refused = await await Task.WhenAny(more).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Contains("urn:devmesh:error:too-busy", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, gate.Inside);

        gate.Open.Release(2);
        HttpResponseMessage[] answers = await Task.WhenAll([running, .. more]).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(2, answers.Count(each => each.StatusCode == HttpStatusCode.OK));
    }

    [Fact]
    public async Task Without_limits_all_run()
    {
        Gate gate = new();
        await using RunningHost host = await RunningHost.StartAsync([typeof(Functions)], "{}", builder => builder.Services.AddSingleton(gate));
        Task<HttpResponseMessage>[] requests = [.. Enumerable.Range(0, 5).Select(_ => host.Client.GetAsync("api/gate"))];
        for (int i = 0; i < 5; i++)
        {
            await gate.Entered.WaitAsync(TimeSpan.FromSeconds(30));
        }

        gate.Open.Release(5);
        Assert.All(await Task.WhenAll(requests), each => Assert.Equal(HttpStatusCode.OK, each.StatusCode));
    }

    public sealed class Gate : IDisposable
    {
        private int _inside;

        public int Inside => _inside;

        public SemaphoreSlim Entered { get; } = new(0);

        public SemaphoreSlim Open { get; } = new(0);

        public async Task PassAsync(CancellationToken ct)
        {
            Interlocked.Increment(ref _inside);
            Entered.Release();
            await Open.WaitAsync(ct);
            Interlocked.Decrement(ref _inside);
        }

        public void Dispose()
        {
            Entered.Dispose();
            Open.Dispose();
        }
    }

    public sealed class Functions(Gate gate)
    {
        [Function("Gate")]
        public async Task<IResult> PassAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "gate")] HttpRequest request, CancellationToken ct)
        {
            await gate.PassAsync(ct);
            return Results.Text(request.Path);
        }
    }
}
