using System.Data.Common;
using System.Globalization;
using System.Threading.RateLimiting;
using DevMesh.Domain.Errors;

namespace DevMesh.Functions.MariaDb;

/// <param name="Connections">How many of them queries use at once; as many more may wait.</param>
/// <param name="StatementTimeout">How long the server may work on one statement.</param>
internal sealed record QueryLaneOptions(int Connections, TimeSpan StatementTimeout)
{
    /// <summary>How long a query waits for its connection before it is sent away.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>
/// What keeps queries that a user can shape from starving the rest: they have few connections of their own, wait for them
/// only so long and so many at once, and the server ends a statement that takes too long. Storing never passes here.
/// </summary>
internal sealed class QueryLane(QueryLaneOptions options) : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly string _limitStatements = string.Create(
        CultureInfo.InvariantCulture, $"SET SESSION max_statement_time = {options.StatementTimeout.TotalSeconds:0.###}");

    private readonly ConcurrencyLimiter _slots = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Connections,
        QueueLimit = options.Connections,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits for a place; dispose what is given when the work is done.</summary>
    /// <exception cref="TooManyException">There is none, or none in time.</exception>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken ct)
    {
        using CancellationTokenSource wait = CancellationTokenSource.CreateLinkedTokenSource(ct);
        wait.CancelAfter(options.Wait);
        RateLimitLease lease;
        try
        {
            lease = await _slots.AcquireAsync(1, wait.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw TooMany();
        }

        if (lease.IsAcquired)
        {
            return lease;
        }

        lease.Dispose();
        throw TooMany();
    }

    /// <summary>Each time, because a pool may hand out a connection that was reset, or that is new.</summary>
    public async Task PrepareAsync(DbConnection connection, CancellationToken ct)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = _limitStatements;
        await command.ExecuteNonQueryAsync(ct);
    }

    public TookTooLongException TimedOut(Exception inner) => new(
        "query-timeout",
        "QUERY_TIMEOUT",
        options.StatementTimeout,
        "for a statement of the database; ask for less (a node, a shorter time), or try again later",
        inner);

    public void Dispose() => _slots.Dispose();

    private TooManyException TooMany() =>
        new("too-busy", "QUERY_CONCURRENCY", options.Connections, "queries of the database at once", RetryAfter);
}
