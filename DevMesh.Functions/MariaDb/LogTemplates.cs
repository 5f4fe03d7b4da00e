using System.Data.Common;
using Dapper;
using DevMesh.Domain.Backfill;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="ILogTemplates"/>
internal sealed class LogTemplates(Database database) : ILogTemplates
{
    /// <summary>How many ids one look covers: most of them have nothing to be done.</summary>
    private const int Scan = 2000;

    public Task<long> CountAsync(long after, CancellationToken ct) =>
        database.RunAsync(
            connection => connection.ExecuteScalarAsync<long>(new CommandDefinition(
                "SELECT COUNT(*) FROM log_events FORCE INDEX (id) WHERE id > @after",
                new { after },
                commandTimeout: 0,
                cancellationToken: ct)),
            ct);

    public Task<UnsettledLogs> UnsettledAsync(int canonVersion, long after, int limit, CancellationToken ct) =>
        database.RunAsync(connection => UnsettledAsync(connection, canonVersion, after, limit, ct), ct);

    public Task<int> MoveAsync(IReadOnlyList<LogMove> moves, CancellationToken ct) =>
        database.RunAsync(
            async connection =>
            {
                await using DbTransaction transaction = await connection.BeginTransactionAsync(ct);
                LogMove[] present = await LockAsync(connection, transaction, moves, ct);
                if (present.Length > 0)
                {
                    // Counts first and in key order, templates last: as ingest does, so that both wait instead of deadlocking.
                    await connection.ExecuteRowsAsync(transaction, LogTemplatesSql.Move, LogMoveRows.Moves(present), ct);
                    await connection.ExecuteRowsAsync(transaction, LogTemplatesSql.TakeActivity, LogMoveRows.Taken(present), ct);
                    await connection.ExecuteRowsAsync(transaction, LogTemplatesSql.DropEmptyActivity, LogMoveRows.Taken(present), ct);
                    await connection.ExecuteRowsAsync(transaction, LogTemplatesSql.AddActivity, LogMoveRows.Given(present), ct);
                    await connection.ExecuteRowsAsync(transaction, LogSql.MoveSeen, LogMoveRows.Seen(present), ct);
                }

                await transaction.CommitAsync(ct);
                return present.Length;
            },
            ct);

    private static async Task<UnsettledLogs> UnsettledAsync(
        DbConnection connection, int canonVersion, long after, int limit, CancellationToken ct)
    {
        (long? last, long count) = await connection.QuerySingleAsync<(long?, long)>(new CommandDefinition(
            """
            SELECT CAST(MAX(id) AS SIGNED), COUNT(*) FROM (
                SELECT id FROM log_events FORCE INDEX (id) WHERE id > @after ORDER BY id LIMIT @scan) AS looked_at
            """,
            new { after, scan = Scan },
            cancellationToken: ct));
        if (last is null)
        {
            return new UnsettledLogs([], 0, LastId: null);
        }

        UnsettledRow[] rows = [.. await connection.QueryAsync<UnsettledRow>(new CommandDefinition(
            LogTemplatesSql.Unsettled,
            new { after, last, limit, version = canonVersion.ToString(), number = canonVersion },
            cancellationToken: ct))];
        if (rows.Length == limit)
        {
            // There may be more of them in what was looked at: the next call goes on behind the last one given.
            last = (long)rows[^1].Id;
            count = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                "SELECT COUNT(*) FROM log_events FORCE INDEX (id) WHERE id > @after AND id <= @last",
                new { after, last },
                cancellationToken: ct));
        }

        return new UnsettledLogs([.. rows.Select(row => row.ToLog())], count, last);
    }

    /// <summary>Those that are there and still have the template that they had when they were read, locked until the commit.</summary>
    private static async Task<LogMove[]> LockAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<LogMove> moves, CancellationToken ct)
    {
        await using DbCommand command = connection.Command(LogTemplatesSql.Lock, ("@rows", LogMoveRows.Moves(moves)));
        command.Transaction = transaction;
        HashSet<long> present = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            present.Add(Convert.ToInt64(reader.GetValue(0)));
        }

        return [.. moves.Where(move => present.Contains(move.Log.Id))];
    }

    private sealed class UnsettledRow
    {
        public ulong Id { get; set; }

        public DateTime Timestamp { get; set; }

        public string Node { get; set; } = "";

        public string Message { get; set; } = "";

        public ulong? Template_id { get; set; }

        public bool Known { get; set; }

        public UnsettledLog ToLog() => new(
            (long)Id, DateTime.SpecifyKind(Timestamp, DateTimeKind.Utc), Node, Message, (long?)Template_id,
            Dangling: Template_id is not null && !Known);
    }
}
