using System.Data.Common;
using DevMesh.Domain.Errors;

namespace DevMesh.Functions.MariaDb;

/// <summary>Connections to MariaDB, and what is done about failures that running the same work again can cure.</summary>
internal sealed class Database(DbDataSource source, ILogger<Database> logger) : IAsyncDisposable
{
    private const int Attempts = 6;

    private volatile string? _refusal;

    /// <summary>From here on no work is run: what an older program writes may not be what a newer schema means.</summary>
    public void Refuse(string reason) => _refusal = reason;

    /// <summary>
    /// Runs <paramref name="work"/> on a connection of its own. Work that loses a deadlock or a lock wait is run again from
    /// its start, so it must be safe to repeat.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    public Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct) => RetryAsync(
        async () =>
        {
            await using DbConnection connection = await source.OpenConnectionAsync(ct);
            return await work(connection);
        },
        ct);

    /// <summary>The same for work that brings its own connection, from <see cref="OpenAsync"/>.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    public async Task<T> RetryAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        if (_refusal is { } reason)
        {
            throw new StoreUnavailableException(reason);
        }

        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (DbException e) when (ct.IsCancellationRequested)
            {
                throw new OperationCanceledException(e.Message, e, ct); // the driver's way to say that its command was cancelled
            }
            catch (DbException e) when (Driver.IsConflict(e) && attempt < Attempts)
            {
                logger.Conflict(attempt, e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20 << attempt)), ct);
            }
            catch (Exception e) when (e is DbException or IOException or TimeoutException && !ct.IsCancellationRequested)
            {
                throw new StoreUnavailableException("the database does not answer as it should; try again later", e);
            }
        }
    }

    /// <summary>A connection that the caller keeps and disposes of.</summary>
    public ValueTask<DbConnection> OpenAsync(CancellationToken ct) => source.OpenConnectionAsync(ct);

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<DbConnection, Task> work, CancellationToken ct) =>
        RunAsync(
            async connection =>
            {
                await work(connection);
                return true;
            },
            ct);

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
