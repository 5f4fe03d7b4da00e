using System.Data.Common;
using System.Net;
using System.Text.Json;
using DevMesh.Bench.Running;
using DevMesh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Tests.Outages;

/// <summary>The app whose database is away, comes back, and loses connections in the middle of batches.</summary>
public sealed class LostDatabaseTests : IAsyncLifetime
{
    private readonly TestApp _app = new();
    private TcpProxy _proxy = null!;

    public async Task InitializeAsync()
    {
        await _app.Database.InitializeAsync();
        _proxy = TcpProxy.Start(Convert.ToInt32(
            new DbConnectionStringBuilder { ConnectionString = _app.Database.ConnectionString }["Port"]));
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task An_app_that_starts_before_its_database_says_so_and_works_once_it_is_there()
    {
        ManualTime time = new(DateTimeOffset.UtcNow);
        _proxy.Refuses = true;
        Task tried = time.SomebodyWaitsUntil(time.GetUtcNow().AddSeconds(3));
        _app.Configure = builder => builder.Services.AddSingleton<TimeProvider>(time);
        await _app.StartUnreadyAsync(Settings());
        await tried;

        HttpResponseMessage health = await _app.Http.GetAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Contains("waiting for the database", await health.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        JsonElement problem = await (await _app.Http.SendAsync("gpu-node", 0, 1)).ProblemAsync(503, "store-unavailable");
        Assert.StartsWith("the API keys cannot be read from the database", problem.Text("detail"), StringComparison.Ordinal);

        _proxy.Refuses = false;
        time.Advance(TimeSpan.FromSeconds(3));
        while (!(await _app.Http.GetAsync("/health")).IsSuccessStatusCode)
        {
            await Task.Yield();
        }

        Assert.Equal(HttpStatusCode.OK, (await _app.Http.SendAsync("gpu-node", 0, 1)).StatusCode);
    }

    [Fact]
    public async Task Batches_whose_connections_are_cut_again_and_again_are_stored_once_when_they_are_sent_until_they_are_taken()
    {
        const int batches = 24;
        const int size = 50;
        await _app.StartAsync(Settings());
        Task[] senders = [.. Enumerable.Range(0, 4).Select(async sender =>
        {
            for (int batch = sender; batch < batches; batch += 4)
            {
                HttpResponseMessage answer;
                while ((answer = await _app.Http.SendAsync($"node-{sender}", batch * size, size,
                    $"{Word(batch)} met {{0}}")).StatusCode
                    != HttpStatusCode.OK)
                {
                    await answer.ProblemAsync(503, "store-unavailable");
                }
            }
        })];
        Task all = Task.WhenAll(senders);
        for (int cuts = 0; cuts < 60 && !all.IsCompleted; cuts++)
        {
            // Somewhere in the next answers of the server, so that every kind of statement and the commit get their turn.
            await Task.WhenAny(all, _proxy.CutAfterAsync(ProxyWay.FromTarget, Random.Shared.Next(1, 1500)));
        }

        _ = _proxy.CutAfterAsync(ProxyWay.FromTarget, long.MaxValue); // takes the place of the last one
        await all;
        Assert.InRange(_proxy.Cuts, 10, 60);
        Assert.Equal(batches * size, await _app.Database.ScalarAsync<long>("SELECT COUNT(*) FROM log_events"));
        Assert.Equal(batches * size, await _app.Database.ScalarAsync<long>("SELECT SUM(count) FROM template_activity"));
        Assert.Equal(0, await _app.Database.ScalarAsync<long>(
            "SELECT COUNT(*) FROM log_events e LEFT JOIN log_templates t ON t.id = e.template_id WHERE t.embedding_model IS NULL"));
    }

    [Fact]
    public async Task A_database_that_hangs_is_not_waited_for_without_end_and_health_tells_it()
    {
        await _app.StartAsync([.. Settings(), ("QUERY_TIMEOUT", "1s")]);
        await _app.GetAsync("/logs");
        _proxy.Hold();
        JsonElement health = JsonElement.Parse(await (await _app.Http.GetAsync("/health")).Content.ReadAsStringAsync());
        Assert.Equal("down", health.Text("status"));
        _proxy.Release();
        await _app.GetAsync("/logs");
        await _app.GetAsync("/health");
    }

    private (string, string)[] Settings() =>
    [
        ("MARIADB_CONNECTION", new DbConnectionStringBuilder
        {
            ConnectionString = _app.Database.ConnectionString, ["Port"] = _proxy.Port,
        }.ConnectionString),
        ("EMBEDDING_DIM", "64"),
    ];

    /// <summary>A word of letters only, another one for each number.</summary>
    private static string Word(int number) =>
        string.Concat("Mr", (char)('a' + (number / 26)), (char)('a' + (number % 26)), "son");
}
