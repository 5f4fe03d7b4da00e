using System.Data.Common;
using Dapper;
using DevMesh.Domain.Backfill;
using DevMesh.Domain.Errors;

namespace DevMesh.Functions.MariaDb;

/// <summary>GET_LOCK on a connection that is held for the run: the server gives the lock up when the connection ends.</summary>
internal sealed class RunLock(DbDataSource source) : IRunLock
{
    public async Task<IRunLease?> TryTakeAsync(string name, CancellationToken ct)
    {
        DbConnection? connection = null;
        try
        {
            connection = await source.OpenConnectionAsync(ct);
            // Locks are the server's, not the database's: its name is part of theirs.
            string lockName = await connection.ExecuteScalarAsync<string>("SELECT CONCAT('devmesh_', @name, '_', MD5(DATABASE()))", new { name })
                ?? throw new InvalidOperationException("The connection names no database.");
            if (await connection.ExecuteScalarAsync<int?>("SELECT GET_LOCK(@lockName, 0)", new { lockName }) == 1)
            {
                Lease lease = new(connection, lockName);
                connection = null;
                return lease;
            }

            return null;
        }
        catch (DbException e)
        {
            ct.ThrowIfCancellationRequested();
            throw new StoreUnavailableException("the database does not answer as it should; try again later", e);
        }
        finally
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
        }
    }

    private sealed class Lease(DbConnection connection, string lockName) : IRunLease
    {
        public async Task<bool> IsHeldAsync(CancellationToken ct)
        {
            try
            {
                return await connection.ExecuteScalarAsync<bool?>(new CommandDefinition(
                    "SELECT IS_USED_LOCK(@lockName) = CONNECTION_ID()", new { lockName }, cancellationToken: ct)) == true;
            }
            catch (Exception e) when (e is DbException or InvalidOperationException)
            {
                ct.ThrowIfCancellationRequested();
                return false; // with the connection the lock is gone
            }
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                // Before the connection goes back to its pool, where it would keep the lock.
                await connection.ExecuteAsync("DO RELEASE_LOCK(@lockName)", new { lockName });
            }
            catch (Exception e) when (e is DbException or InvalidOperationException)
            {
                // It is lost, and the lock with it.
            }

            await connection.DisposeAsync();
        }
    }
}
