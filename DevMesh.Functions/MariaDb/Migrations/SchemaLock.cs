using System.Data.Common;
using Dapper;

namespace DevMesh.Functions.MariaDb.Migrations;

/// <summary>The right to change the schema, over all workers. Ends with its disposal, or with its connection.</summary>
internal sealed class SchemaLock(DbConnection connection) : IAsyncDisposable
{
    private const int Seconds = 120;

    // Per database: other databases of the server may migrate at the same time.
    private const string Name = "CONCAT('devmesh_migrations_', MD5(DATABASE()))";

    /// <summary>The connection that holds it.</summary>
    public DbConnection Connection => connection;

    /// <exception cref="SchemaException">Another worker keeps it for too long.</exception>
    public static async Task<SchemaLock> TakeAsync(DbDataSource source, CancellationToken ct)
    {
        DbConnection connection = await source.OpenConnectionAsync(ct);
        try
        {
            int? locked = await connection.ExecuteScalarAsync<int?>(new CommandDefinition(
                $"SELECT GET_LOCK({Name}, {Seconds})", commandTimeout: Seconds + 30, cancellationToken: ct));
            return locked == 1
                ? new SchemaLock(connection)
                : throw new SchemaException($"another worker has been applying migrations for {Seconds} s; see its log");
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await connection.ExecuteAsync($"DO RELEASE_LOCK({Name})");
        }
        finally
        {
            await connection.DisposeAsync();
        }
    }
}
