using System.Data.Common;
using Dapper;
using DevMesh.Functions.MariaDb;
using DevMesh.Functions.MariaDb.Migrations;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevMesh.Tests.Support;

/// <summary>
/// A database of its own on the server that ./devmesh test started, with the schema applied, dropped at the end. One per test
/// class, as an xunit class fixture.
/// </summary>
public sealed class ScratchDatabase : IAsyncLifetime
{
    private readonly string _name = $"devmesh_{Guid.NewGuid():N}";

    public string ConnectionString { get; private set; } = "";

    internal DbDataSource Source { get; private set; } = null!;

    internal Database Database { get; private set; } = null!;

    /// <summary>The connection string of the server's own database.</summary>
    public static string Server => Environment.GetEnvironmentVariable("DEVMESH_TEST_MARIADB")
        ?? throw new InvalidOperationException("DEVMESH_TEST_MARIADB is not set: run the tests with ./devmesh test");

    public async Task InitializeAsync()
    {
        await using (DbDataSource server = Driver.CreateDataSource(Server))
        await using (DbConnection connection = await server.OpenConnectionAsync())
        {
            await connection.ExecuteAsync($"CREATE DATABASE {_name}");
        }

        ConnectionString = new DbConnectionStringBuilder { ConnectionString = Server, ["database"] = _name }.ConnectionString;
        Source = Driver.CreateDataSource(ConnectionString);
        Database = new Database(Source, NullLogger<Database>.Instance);
        await MigrateAsync();
    }

    public async Task DisposeAsync()
    {
        await ExecuteAsync($"DROP DATABASE {_name}");
        await Source.DisposeAsync();
    }

    public Task ExecuteAsync(string sql, object? parameters = null) =>
        Database.RunAsync(connection => connection.ExecuteAsync(sql, parameters), CancellationToken.None);

    public Task<T> ScalarAsync<T>(string sql, object? parameters = null) =>
        Database.RunAsync(connection => connection.ExecuteScalarAsync<T>(sql, parameters), CancellationToken.None)!;

    /// <summary>Drops every table: the database is as it was before the schema came.</summary>
    public async Task DropTablesAsync()
    {
        string? tables = await ScalarAsync<string?>(
            "SELECT GROUP_CONCAT('`', table_name, '`') FROM information_schema.tables WHERE table_schema = DATABASE()");
        if (tables is not null)
        {
            await ExecuteAsync($"SET STATEMENT foreign_key_checks = 0 FOR DROP TABLE {tables}");
        }
    }

    public Task<IReadOnlyList<string>> MigrateAsync() =>
        new Migrator(Source, Migration.All, NullLogger<Migrator>.Instance).ApplyAsync(CancellationToken.None);

    /// <summary>Empties the tables of logs and templates, between the tests of a class.</summary>
    public async Task ClearAsync()
    {
        await ClearLogsAsync();
        await ExecuteAsync("DELETE FROM log_templates");
    }

    /// <summary>Empties the tables of logs. An app that runs has cached the ids of templates, which are never deleted.</summary>
    public async Task ClearLogsAsync()
    {
        await ExecuteAsync("DELETE FROM log_events");
        await ExecuteAsync("DELETE FROM log_values");
        await ExecuteAsync("DELETE FROM template_activity");
    }
}
