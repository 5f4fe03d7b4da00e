using System.Data.Common;
using Dapper;

namespace DevMesh.Tests.Support;

/// <summary>A data source whose sessions have a time zone of their own, as a server that is not set to UTC gives them.</summary>
internal sealed class ZonedSource(DbDataSource inner, string zone) : DbDataSource
{
    public override string ConnectionString => inner.ConnectionString;

    protected override DbConnection CreateDbConnection() => inner.CreateConnection();

    protected override DbConnection OpenDbConnection()
    {
        DbConnection connection = inner.OpenConnection();
        connection.Execute("SET time_zone = @zone", new { zone });
        return connection;
    }

    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
    {
        DbConnection connection = await inner.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync("SET time_zone = @zone", new { zone });
        return connection;
    }
}
