using System.Data;
using System.Data.Common;
using Dapper;
using DevMesh.Domain.Backfill;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="IValueFill"/>
internal sealed class ValueFill(Database database) : IValueFill
{
    // A row holds times up to its own: of those of a value, the ones with a wanted time have a time of their own at or after it.
    private const string Find = """
        SELECT v.value_hash, v.timestamp, v.earlier
        FROM JSON_TABLE(CONVERT(@rows USING utf8mb4), '$[*]' COLUMNS (
            segment DATETIME PATH '$[0]' ERROR ON EMPTY ERROR ON ERROR,
            value_hash INT UNSIGNED PATH '$[1]' ERROR ON EMPTY ERROR ON ERROR,
            oldest DATETIME(6) PATH '$[2]' ERROR ON EMPTY ERROR ON ERROR)) AS r
        STRAIGHT_JOIN log_values v FORCE INDEX (PRIMARY)
            ON v.segment = r.segment AND v.value_hash = r.value_hash AND v.timestamp >= r.oldest
        """;

    public Task<IReadOnlyList<IndexableLog>> ReadAsync(long after, int limit, CancellationToken ct) =>
        database.RunAsync<IReadOnlyList<IndexableLog>>(
            async connection =>
            [
                .. (await connection.QueryAsync<(ulong Id, DateTime Timestamp, string Message)>(new CommandDefinition(
                    "SELECT id, timestamp, message FROM log_events FORCE INDEX (id) WHERE id > @after ORDER BY id LIMIT @limit",
                    new { after, limit },
                    cancellationToken: ct)))
                .Select(row => new IndexableLog((long)row.Id, Utc(row.Timestamp), row.Message)),
            ],
            ct);

    public Task<int> AddMissingAsync(IReadOnlyCollection<LoggedValue> values, CancellationToken ct) =>
        database.RunAsync(
            async connection =>
            {
                HashSet<LoggedValue> missing = [.. values];
                await foreach (LoggedValue present in PresentAsync(connection, values, ct))
                {
                    missing.Remove(present);
                }

                if (missing.Count > 0)
                {
                    IReadOnlyList<ValueRow> rows =
                        ValueRow.Of([.. missing.Select(
                            value => (ValueRow.SegmentOf(value.Timestamp), value.Key, value.Timestamp))]);
                    await using DbTransaction transaction =
                        await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
                    await connection.ExecuteRowsAsync(transaction, LogSql.AddValues, ValueRow.Json(rows), ct);
                    await transaction.CommitAsync(ct);
                }

                return missing.Count;
            },
            ct);

    private static async IAsyncEnumerable<LoggedValue> PresentAsync(
        DbConnection connection, IReadOnlyCollection<LoggedValue> values,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var wanted = values.GroupBy(value => (Segment: ValueRow.SegmentOf(value.Timestamp), value.Key), value => value.Timestamp)
            .OrderBy(group => group.Key).ToArray();
        byte[] keys = JsonRows.Write(wanted, wanted.Length * 75, static (writer, group) =>
        {
            writer.WriteTime(group.Key.Segment);
            writer.WriteNumberValue(group.Key.Key);
            writer.WriteTime(group.Min());
        });
        await using DbCommand command = connection.Command(Find, ("@rows", keys));
        await using DbDataReader reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            uint key = Convert.ToUInt32(reader.GetValue(0));
            DateTime newest = Utc(reader.GetDateTime(1));
            foreach (DateTime time in new ValueRow(ValueRow.SegmentOf(newest), key, newest, (byte[])reader.GetValue(2)).Times())
            {
                yield return new LoggedValue(time, key);
            }
        }
    }

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);
}
