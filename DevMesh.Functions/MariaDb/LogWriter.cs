using System.Data;
using System.Data.Common;
using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Logs;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="ILogWriter"/>
internal sealed class LogWriter(Database database) : ILogWriter
{
    public Task<int> StoreAsync(string node, DateTime receivedAt, IReadOnlyList<NewLog> logs, CancellationToken ct)
    {
        // In key order, so that two transactions that meet wait for each other in the same order.
        NewLog[] ordered = [.. logs.OrderBy(log => log.Entry.Timestamp).ThenBy(log => log.Key.Value)];
        return database.RunAsync(connection => StoreNewAsync(connection, node, receivedAt, ordered, ct), ct);
    }

    private static async Task<int> StoreNewAsync(
        DbConnection connection, string node, DateTime receivedAt, NewLog[] logs, CancellationToken ct)
    {
        while (logs.Length > 0)
        {
            // Read committed takes no locks on gaps, which other batches insert into.
            await using DbTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
            int inserted = await InsertAsync(connection, transaction, node, receivedAt, logs, ct);
            if (inserted == logs.Length)
            {
                await CountAsync(connection, transaction, node, logs, ct);
                await transaction.CommitAsync(ct);
                return inserted;
            }

            await transaction.RollbackAsync(ct);
            if (inserted == 0)
            {
                return 0;
            }

            // Some are there already, and only rows really inserted may be counted: find out which, and store the others.
            HashSet<(DateTime, UInt128)> stored = await StoredAsync(connection, logs, ct);
            logs = [.. logs.Where(log => !stored.Contains((log.Entry.Timestamp, log.Key.Value)))];
        }

        return 0;
    }

    private static async Task<int> InsertAsync(
        DbConnection connection, DbTransaction transaction, string node, DateTime receivedAt, NewLog[] logs, CancellationToken ct)
    {
        byte[] rows = JsonRows.Write(logs, logs.Length * 320, static (writer, log) =>
        {
            writer.WriteTime(log.Entry.Timestamp);
            writer.WriteKey(log.Key.Value);
            writer.WriteNumberValue(log.TemplateId);
            writer.WriteNumberValue((int)log.Entry.Level + 1); // an ENUM counts from 1
            writer.WriteNumberValue((int)log.Flags);
            writer.WriteStringValue(log.Entry.Service);
            writer.WriteStringValue(log.Entry.Cursor);
            writer.WriteStringValue(log.Entry.Message);
            writer.WriteStringValue(log.Entry.Fields);
        });
        await using DbCommand command = connection.Command(
            transaction, LogSql.Insert, ("@rows", rows), ("@node", node), ("@received_at", receivedAt));
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<HashSet<(DateTime, UInt128)>> StoredAsync(
        DbConnection connection, NewLog[] logs, CancellationToken ct)
    {
        byte[] keys = JsonRows.Write(logs, logs.Length * 70, static (writer, log) =>
        {
            writer.WriteTime(log.Entry.Timestamp);
            writer.WriteKey(log.Key.Value);
        });
        HashSet<(DateTime, UInt128)> stored = [];
        await using DbCommand command = connection.Command(null, LogSql.SelectStored, ("@rows", keys));
        await using DbDataReader reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            UInt128 key = UInt128.Parse(reader.GetString(1), System.Globalization.NumberStyles.HexNumber);
            stored.Add((DateTime.SpecifyKind(reader.GetDateTime(0), DateTimeKind.Utc), key));
        }

        return stored;
    }

    /// <summary>Adds the inserted rows to template_activity and moves the first and last seen of their templates.</summary>
    private static async Task CountAsync(
        DbConnection connection, DbTransaction transaction, string node, NewLog[] logs, CancellationToken ct)
    {
        var hours = logs.CountBy(log => (log.TemplateId, Hour: StartOfHour(log.Entry.Timestamp)))
            .OrderBy(pair => pair.Key.TemplateId).ThenBy(pair => pair.Key.Hour).ToArray();
        byte[] counts = JsonRows.Write(hours, hours.Length * 50, static (writer, pair) =>
        {
            writer.WriteNumberValue(pair.Key.TemplateId);
            writer.WriteTime(pair.Key.Hour);
            writer.WriteNumberValue(pair.Value);
        });
        await using (DbCommand command = connection.Command(transaction, LogSql.AddActivity, ("@rows", counts), ("@node", node)))
        {
            await command.ExecuteNonQueryAsync(ct);
        }

        // The logs are ordered by time: of each template the first is its earliest and the last its latest.
        var seen = logs.GroupBy(log => log.TemplateId).OrderBy(group => group.Key)
            .Select(group => (group.Key, First: group.First().Entry.Timestamp, Last: group.Last().Entry.Timestamp)).ToArray();
        byte[] spans = JsonRows.Write(seen, seen.Length * 80, static (writer, span) =>
        {
            writer.WriteNumberValue(span.Key);
            writer.WriteTime(span.First);
            writer.WriteTime(span.Last);
        });
        await using (DbCommand command = connection.Command(transaction, LogSql.MoveSeen, ("@rows", spans)))
        {
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static DateTime StartOfHour(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerHour), DateTimeKind.Utc);
}
