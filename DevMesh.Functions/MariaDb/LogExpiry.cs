using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using DevMesh.Domain.Retention;
using DevMesh.Functions.MariaDb.Takeover;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="ILogExpiry"/>
internal sealed class LogExpiry(Database database) : ILogExpiry
{
    /// <summary>Rows of the index of values in one statement.</summary>
    private const int ValuesPerStatement = 10_000;

    private const string Keys = """
        JSON_TABLE(CONVERT(@rows USING utf8mb4), '$[*]' COLUMNS (
            timestamp DATETIME(6) PATH '$[0]' ERROR ON EMPTY ERROR ON ERROR,
            id BIGINT UNSIGNED PATH '$[1]' ERROR ON EMPTY ERROR ON ERROR)) AS r
        """;

    // The template as it is now: a backfill may have moved the log, and its count, since it was read.
    private const string Lock = $"""
        SELECT e.timestamp, e.node, e.template_id FROM {Keys}
        STRAIGHT_JOIN log_events e FORCE INDEX (PRIMARY) ON e.timestamp = r.timestamp AND e.id = r.id
        FOR UPDATE
        """;

    private const string Delete = $"""
        DELETE e FROM {Keys}
        STRAIGHT_JOIN log_events e FORCE INDEX (PRIMARY) ON e.timestamp = r.timestamp AND e.id = r.id
        """;

    private const string HasLogs =
        "EXISTS (SELECT 1 FROM log_events FORCE INDEX (PRIMARY) WHERE timestamp >= @segment AND timestamp < @end)";

    // Asked again here, where the answer is locked: a log that comes late into the span keeps what is left of it from then on.
    private const string DeleteValues =
        $"DELETE FROM log_values WHERE segment = @segment AND NOT {HasLogs} LIMIT @limit";

    public Task<long> UnorderedUpToAsync(CancellationToken ct) =>
        database.RunAsync(
            async connection => await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
                "SELECT position FROM backfill_cursors WHERE name = @name",
                new { name = TakeoverCursors.Ids },
                cancellationToken: ct)) ?? 0,
            ct);

    public Task<IReadOnlyList<StoredLog>> ReadAsync(long after, int limit, CancellationToken ct) =>
        database.RunAsync<IReadOnlyList<StoredLog>>(
            async connection =>
            [
                .. (await connection.QueryAsync<(ulong Id, DateTime Timestamp, DateTime ReceivedAt, string Node, string Service)>(
                    new CommandDefinition(
                        """
                        SELECT id, timestamp, received_at, node, service FROM log_events FORCE INDEX (id)
                        WHERE id > @after ORDER BY id LIMIT @limit
                        """,
                        new { after, limit },
                        cancellationToken: ct)))
                .Select(row => new StoredLog((long)row.Id, Utc(row.Timestamp), Utc(row.ReceivedAt), row.Node, row.Service)),
            ],
            ct);

    public Task<int> DeleteAsync(IReadOnlyList<StoredLog> logs, CancellationToken ct)
    {
        byte[] keys = JsonRows.Write(
            logs.OrderBy(log => log.Timestamp).ThenBy(log => log.Id), logs.Count * 45, static (writer, log) =>
            {
                writer.WriteTime(log.Timestamp);
                writer.WriteNumberValue(log.Id);
            });
        return database.RunAsync(
            async connection =>
            {
                await using DbTransaction transaction = await connection.BeginTransactionAsync(ct);
                (int locked, byte[] activity) = await LockAsync(connection, transaction, keys, ct);
                if (locked > 0)
                {
                    // Rows first, then counts in key order: as ingest does, so that both wait instead of deadlocking.
                    await connection.ExecuteRowsAsync(transaction, Delete, keys, ct);
                    await connection.ExecuteRowsAsync(transaction, LogTemplatesSql.TakeActivity, activity, ct);
                    await connection.ExecuteRowsAsync(transaction, LogTemplatesSql.DropEmptyActivity, activity, ct);
                    foreach (string table in await LogVectorStore.TablesAsync(connection, transaction, ct))
                    {
                        await connection.ExecuteRowsAsync(
                            transaction, $"DELETE v FROM {Keys} STRAIGHT_JOIN {table} v ON v.log_id = r.id", keys, ct);
                    }
                }

                await transaction.CommitAsync(ct);
                return locked;
            },
            ct);
    }

    public async IAsyncEnumerable<int> DeleteValuesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        for (DateTime? next = await EmptySegmentAsync(DateTime.MinValue, ct); next is { } segment;
            next = await EmptySegmentAsync(segment, ct))
        {
            object span = new { segment, end = segment.AddHours(ValueRow.SegmentHours), limit = ValuesPerStatement };
            for (int deleted = ValuesPerStatement; deleted == ValuesPerStatement;)
            {
                deleted = await database.RunAsync(
                    connection => connection.ExecuteAsync(new CommandDefinition(DeleteValues, span, cancellationToken: ct)), ct);
                if (deleted > 0)
                {
                    yield return deleted;
                }
            }
        }
    }

    /// <summary>
    /// The next segment without a log; null at the end. Hops from segment to segment along the key and locks nothing, so that
    /// the segments that ingest writes to are left in peace.
    /// </summary>
    private Task<DateTime?> EmptySegmentAsync(DateTime after, CancellationToken ct) => database.RunAsync(
        async connection =>
        {
            for (DateTime last = after; ;)
            {
                DateTime? next = await connection.ExecuteScalarAsync<DateTime?>(new CommandDefinition(
                    "SELECT MIN(segment) FROM log_values WHERE segment > @last", new { last }, cancellationToken: ct));
                if (next is not { } segment || !await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                    $"SELECT {HasLogs}", new { segment, end = segment.AddHours(ValueRow.SegmentHours) }, cancellationToken: ct)))
                {
                    return next;
                }

                last = segment;
            }
        },
        ct);

    private static async Task<(int Locked, byte[] Activity)> LockAsync(
        DbConnection connection, DbTransaction transaction, byte[] keys, CancellationToken ct)
    {
        await using DbCommand command = connection.Command(Lock, ("@rows", keys));
        command.Transaction = transaction;
        int locked = 0;
        List<(long, string, DateTime)> counted = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            locked++;
            if (!await reader.IsDBNullAsync(2, ct))
            {
                counted.Add((Convert.ToInt64(reader.GetValue(2)), reader.GetString(1), Utc(reader.GetDateTime(0))));
            }
        }

        return (locked, ActivityRows.Of(counted));
    }

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);
}
