using System.Data.Common;
using Dapper;
using DevMesh.Domain.Retention;

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

    // A log that comes late, with a time before the oldest one, keeps what is left of the index from that moment on.
    private const string DeleteValues = """
        DELETE FROM log_values WHERE segment < @before AND NOT EXISTS (SELECT 1 FROM log_events WHERE timestamp < @before)
        ORDER BY segment LIMIT @limit
        """;

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

    public async Task<long> DeleteValuesAsync(CancellationToken ct)
    {
        DateTime? oldest = await database.RunAsync(
            connection => connection.ExecuteScalarAsync<DateTime?>(new CommandDefinition(
                "SELECT MIN(timestamp) FROM log_events FORCE INDEX (PRIMARY)", cancellationToken: ct)),
            ct);
        DateTime before = ValueRow.SegmentOf(Utc(oldest ?? DateTime.MaxValue.Date));
        long deleted = 0;
        while (true)
        {
            int some = await database.RunAsync(
                connection => connection.ExecuteAsync(new CommandDefinition(
                    DeleteValues, new { before, limit = ValuesPerStatement }, cancellationToken: ct)),
                ct);
            deleted += some;
            if (some < ValuesPerStatement)
            {
                return deleted;
            }
        }
    }

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
