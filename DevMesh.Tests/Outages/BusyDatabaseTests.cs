using System.Data.Common;
using System.Net;
using System.Text.Json;
using Dapper;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Tests.Outages;

/// <summary>Queries that take too long, or too many at once: they end, and storing goes on beside them.</summary>
public sealed class BusyDatabaseTests : IAsyncLifetime
{
    private readonly TestApp _app = new();

    public async Task InitializeAsync() => await _app.Database.InitializeAsync();

    public Task DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task While_slow_queries_hold_every_place_another_one_is_sent_away_and_batches_are_stored()
    {
        await _app.StartAsync(("QUERY_CONCURRENCY", "2"), ("QUERY_TIMEOUT", "1h"));
        Task[] slow = await HoldAllPlacesAsync(2);

        // Two more may wait; of three one is refused at once, and then the others, for nobody leaves.
        HttpResponseMessage[] queries = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _app.Http.GetAsync("/logs")));
        foreach (HttpResponseMessage query in queries)
        {
            JsonElement problem = await query.ProblemAsync(429, "too-busy");
            Assert.Equal(("QUERY_CONCURRENCY", 2), (problem.Text("limit"), problem.GetProperty("maximum").GetInt32()));
            Assert.Equal("client 127.0.0.1", problem.Text("who"));
        }

        for (int batch = 0; batch < 20; batch++)
        {
            Assert.Equal(HttpStatusCode.OK, (await _app.Http.SendAsync("gpu-node", batch * 10, 10)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await _app.Http.GetAsync("/health")).StatusCode);
        Assert.All(slow, query => Assert.False(query.IsCompleted));
        await EndSleepersAsync();
        await Task.WhenAll(slow);
        Assert.Equal(200, (await _app.GetAsync("/logs?limit=1000")).GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task A_query_that_the_database_does_not_finish_in_time_names_the_limit()
    {
        await _app.StartAsync(("QUERY_TIMEOUT", "200ms"));
        // Without a pool, so that the lock goes with the connection whatever becomes of the test.
        await using DbDataSource unpooled = Driver.CreateDataSource(_app.Database.ConnectionString + ";Pooling=false");
        await using DbConnection holder = await unpooled.OpenConnectionAsync();
        await holder.ExecuteAsync("LOCK TABLES log_templates WRITE");
        JsonElement problem = await (await _app.Http.GetAsync("/templates?sort=recent")).ProblemAsync(503, "query-timeout");
        Assert.Equal(("QUERY_TIMEOUT", 200), (problem.Text("limit"), problem.GetProperty("maximum").GetInt32()));
        Assert.Equal(
            "QUERY_TIMEOUT: at most 200 ms for a statement of the database; ask for less (a node, a shorter time), or try again later",
            problem.Text("detail"));

        await holder.ExecuteAsync("UNLOCK TABLES");
        await _app.GetAsync("/templates?sort=recent");
    }

    private async Task<Task[]> HoldAllPlacesAsync(int places)
    {
        Database queries = _app.Services.GetRequiredKeyedService<Database>("queries");
        SemaphoreSlim running = new(0);
        Task[] slow = [.. Enumerable.Range(0, places).Select(_ => queries.RunAsync(
            async connection =>
            {
                running.Release();
                try
                {
                    await connection.ExecuteAsync(new CommandDefinition("DO SLEEP(600) /* sleeper */", commandTimeout: 0));
                }
                catch (DbException e) when (Troubles.Of(e) == Trouble.Lost)
                {
                    // It was ended below.
                }
            },
            default))];
        for (int i = 0; i < places; i++)
        {
            await running.WaitAsync(TimeSpan.FromSeconds(30));
        }

        return slow;
    }

    private async Task EndSleepersAsync()
    {
        await using DbConnection connection = await _app.Database.Source.OpenConnectionAsync();
        foreach (long id in await connection.QueryAsync<long>(
            "SELECT id FROM information_schema.processlist WHERE info LIKE 'DO SLEEP(600)%' AND db = DATABASE()"))
        {
            await connection.ExecuteAsync($"KILL {id}");
        }
    }
}
