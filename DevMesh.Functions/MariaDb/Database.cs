using System.Data.Common;
using System.Diagnostics;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;

namespace DevMesh.Functions.MariaDb;

/// <summary>Connections to MariaDB, and what is done about failures that running the same work again can cure.</summary>
/// <param name="lane">What the work must pass; null for work that no query shapes.</param>
/// <param name="main">Where it is refused, it is here, too.</param>
internal sealed class Database(DbDataSource source, ILogger<Database> logger, QueryLane? lane = null, Database? main = null)
    : IAsyncDisposable
{
    private const int Attempts = 6;

    /// <summary>Attempts at a connection that was lost or refused; a restart of the server takes longer than all of them.</summary>
    private const int LostAttempts = 3;

    /// <summary>A server that is slow to refuse is not asked again: the caller can wait better than the connection can.</summary>
    private static readonly TimeSpan RetryLostFor = TimeSpan.FromSeconds(2);

    private volatile string? _refusal;

    /// <summary>From here on no work is run: what an older program writes may not be what a newer schema means.</summary>
    public void Refuse(string reason) => _refusal = reason;

    /// <summary>
    /// Runs <paramref name="work"/> on a connection of its own. Work that meets a conflict with another transaction, that
    /// loses its connection or gets none, is run again from its start, so it must be safe to repeat: even when its last
    /// attempt was committed and only the news of it was lost.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    /// <exception cref="TooManyException">As many queries as may run at once do.</exception>
    /// <exception cref="TookTooLongException">A statement of a query took longer than it may.</exception>
    public async Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct)
    {
        using IDisposable? place = lane is null ? null : await lane.EnterAsync(ct);
        return await RetryAsync(() => OnceAsync(work, ct), ct);
    }

    /// <summary>
    /// The same for work that is safe to repeat only after a rollback: it is not run again when its connection is lost,
    /// because it may have been committed.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It cannot be used now, or it is not known what became of the work.</exception>
    public Task<T> RunUnlessLostAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct) =>
        RetryAsync(() => OnceAsync(work, ct), ct, lostAttempts: 1);

    /// <summary>The same for work that brings its own connection, from <see cref="OpenAsync"/>.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    public async Task<T> RetryAsync<T>(Func<Task<T>> work, CancellationToken ct, int lostAttempts = LostAttempts)
    {
        if ((_refusal ?? main?._refusal) is { } reason)
        {
            throw new StoreUnavailableException(reason);
        }

        long started = Stopwatch.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            Trouble trouble;
            try
            {
                return await work();
            }
            catch (Exception e) when (e is not DevMeshException && ct.IsCancellationRequested && IsOfDatabase(e))
            {
                throw new OperationCanceledException(e.Message, e, ct); // the driver's way to say that its command was cancelled
            }
            catch (Exception e) when (IsOfDatabase(e))
            {
                trouble = Troubles.Of(e);
                bool again = trouble switch
                {
                    Trouble.Conflict => attempt < Attempts,
                    Trouble.Lost or Trouble.TooManyConnections =>
                        attempt < lostAttempts && Stopwatch.GetElapsedTime(started) < RetryLostFor,
                    _ => false,
                };
                if (!again)
                {
                    throw trouble == Trouble.TimedOut && lane is not null
                        ? lane.TimedOut(e)
                        : new StoreUnavailableException($"{Troubles.Describe(trouble)}; try again later", e);
                }

                logger.Repeated(attempt, trouble, Printable.Of(e.Message));
            }

            // A lock is given up soon; a connection takes longer to come back.
            int most = trouble == Trouble.Conflict ? 20 << attempt : 100 << attempt;
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, most)), ct);
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

    public async ValueTask DisposeAsync()
    {
        lane?.Dispose();
        await source.DisposeAsync();
    }

    private async Task<T> OnceAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct)
    {
        await using DbConnection connection = await source.OpenConnectionAsync(ct);
        if (lane is not null)
        {
            await lane.PrepareAsync(connection, ct);
        }

        return await work(connection);
    }

    /// <summary>Whether an exception is the database's doing, and not a mistake of this program.</summary>
    private static bool IsOfDatabase(Exception e) =>
        e is DbException or IOException or TimeoutException || Driver.IsBroken(e);
}
