using System.Data.Common;
using System.Net;
using System.Text.Json;
using Dapper;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Outages;

/// <summary>A server that is read-only, takes no more connections, or is full; each on the real one, and each passes.</summary>
public sealed class RefusingDatabaseTests : IAsyncLifetime
{
    private readonly TestApp _app = new();
    private PrivateServer _server = null!;

    public async Task InitializeAsync()
    {
        // Everything in one table space that ends, which is how a full disk looks without a disk to fill.
        _server = await PrivateServer.StartAsync(
            "--innodb-file-per-table=OFF", "--innodb-data-file-path=ibdata1:12M:autoextend:max:40M",
                "--innodb-autoextend-increment=1",
            "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=16M");
        await _app.StartAsync(("MARIADB_CONNECTION", _server.ConnectionString), ("EMBEDDING_DIM", "64"));
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task It_says_what_is_wrong_and_goes_on_when_that_is_over()
    {
        Assert.Equal(HttpStatusCode.OK, (await _app.Http.SendAsync("gpu-node", 0, 10)).StatusCode);

        await _server.AdminAsync("SET GLOBAL read_only = 1");
        await RefusedAsync(10, "the database takes no writes now (it is read-only); try again later");
        Assert.Equal(10, (await _app.GetAsync("/logs")).GetProperty("results").GetArrayLength());
        await _server.AdminAsync("SET GLOBAL read_only = 0");
        Assert.Equal(HttpStatusCode.OK, (await _app.Http.SendAsync("gpu-node", 10, 10)).StatusCode);

        await using (DbDataSource others = Driver.CreateDataSource(_server.ConnectionString + ";Pooling=false"))
        {
            List<DbConnection> taken = [];
            await _server.AdminAsync("SET GLOBAL max_connections = 20");
            while (taken.Count < 20 && await TryOpenAsync(others) is { } connection)
            {
                taken.Add(connection);
            }

            // What the app holds it keeps, so batches go on; a new connection is refused, and that is told.
            await using DbDataSource late = Driver.CreateDataSource(_server.ConnectionString + ";Pooling=false");
            DbException full = await Assert.ThrowsAnyAsync<DbException>(async () => await late.OpenConnectionAsync());
            Assert.Equal(Trouble.TooManyConnections, Troubles.Of(full));
            taken.ForEach(each => each.Dispose());
            while (!await TryAdminAsync("SET GLOBAL max_connections = 151"))
            {
                await Task.Yield(); // the server notices in its own time that they are gone
            }
        }

        await FillAsync();
        await RefusedAsync(20, "the database has no room left (its disk or a table is full); try again later", 2000);
        await _server.AdminAsync("DROP TABLE devmesh.filler");
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while ((await _app.Http.SendAsync("gpu-node", 20, 2000)).StatusCode != HttpStatusCode.OK)
        {
            limit.Token.ThrowIfCancellationRequested(); // the server gives the room back in its own time
        }

        JsonElement stats = await _app.GetAsync("/stats");
        Assert.Equal(2020, stats.GetProperty("logs").GetProperty("count").GetInt32());
    }

    private async Task RefusedAsync(int first, string detail, int count = 10)
    {
        using HttpResponseMessage answer = await _app.Http.SendAsync("gpu-node", first, count);
        Assert.Equal(detail, (await answer.ProblemAsync(503, "store-unavailable")).Text("detail"));
        await using DbDataSource source = Driver.CreateDataSource(_server.ConnectionString);
        await using DbConnection connection = await source.OpenConnectionAsync();
        Assert.Equal(first, await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM log_events"));
        Assert.Equal(first, await connection.ExecuteScalarAsync<int>("SELECT SUM(count) FROM template_activity"));
    }

    private async Task<bool> TryAdminAsync(string sql)
    {
        try
        {
            await _server.AdminAsync(sql);
            return true;
        }
        catch (DbException e) when (Troubles.Of(e) == Trouble.TooManyConnections)
        {
            return false;
        }
    }

    private static async Task<DbConnection?> TryOpenAsync(DbDataSource source)
    {
        try
        {
            return await source.OpenConnectionAsync();
        }
        catch (DbException e) when (Troubles.Of(e) == Trouble.TooManyConnections)
        {
            return null;
        }
    }

    /// <summary>
    /// Takes all the room there is, down to single rows. Rows that fit into their page: for a long one the server itself would
    /// end when it finds no room (11.8.9, an assertion).
    /// </summary>
    private async Task FillAsync()
    {
        await _server.AdminAsync(
            "CREATE TABLE devmesh.filler (id INT AUTO_INCREMENT PRIMARY KEY, b VARBINARY(3000) NOT NULL) ENGINE = InnoDB");
        foreach (int rows in new[] { 1000, 100, 10, 1 })
        {
            bool room = true;
            while (room)
            {
                try
                {
                    await _server.AdminAsync($"INSERT INTO devmesh.filler (b) SELECT REPEAT('x', 3000) FROM seq_1_to_{rows}");
                }
                catch (DbException e)
                {
                    Assert.Equal(Trouble.Full, Troubles.Of(e));
                    room = false;
                }
            }
        }
    }
}
