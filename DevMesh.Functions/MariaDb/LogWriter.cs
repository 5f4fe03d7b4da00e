using System.Data.Common;
using System.Globalization;
using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Logs;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="ILogWriter"/>
internal sealed class LogWriter(LogWriterSessions sessions) : ILogWriter
{
    public Task<int> StoreAsync(string node, DateTime receivedAt, IReadOnlyList<NewLog> logs, CancellationToken ct)
    {
        // In key order, so that two transactions that meet wait for each other in the same order.
        NewLog[] ordered = [.. logs.OrderBy(log => log.Entry.Timestamp).ThenBy(log => log.Key.Value)];
        return sessions.RunAsync(session => StoreNewAsync(session, node, receivedAt, ordered, ct), ct);
    }

    private static async Task<int> StoreNewAsync(
        LogWriterSession session, string node, DateTime receivedAt, NewLog[] logs, CancellationToken ct)
    {
        while (logs.Length > 0)
        {
            await session.BeginAsync(ct);
            int inserted = 0;
            foreach (ReadOnlyMemory<NewLog> part in JsonRows.Parts(logs, SizeOf))
            {
                inserted += await session.InsertAsync(Rows(part.ToArray()), node, receivedAt, ct);
            }

            if (inserted == logs.Length)
            {
                if (Values(logs) is { } values)
                {
                    await session.AddValuesAsync(values, ct);
                }

                await session.AddActivityAsync(Activity(logs), node, ct);
                await session.MoveSeenAsync(Seen(logs), ct);
                await session.CommitAsync(ct);
                return inserted;
            }

            await session.RollbackAsync(ct);
            if (inserted == 0)
            {
                return 0;
            }

            // Some are there already, and only rows really inserted may be counted: find out which, and store the others.
            HashSet<(DateTime, UInt128)> stored = await StoredAsync(
                session.Connection, logs.Select(log => (log.Entry.Timestamp, log.Key)), ct);
            logs = [.. logs.Where(log => !stored.Contains((log.Entry.Timestamp, log.Key.Value)))];
        }

        return 0;
    }

    private static int SizeOf(NewLog log) => 200 + log.Entry.Message.Length + (log.Entry.Fields?.Length ?? 0);

    /// <summary>Those of the events that are stored already.</summary>
    internal static async Task<HashSet<(DateTime, UInt128)>> StoredAsync(
        DbConnection connection, IEnumerable<(DateTime Timestamp, EventKey Key)> events, CancellationToken ct,
        DbTransaction? transaction = null)
    {
        byte[] keys = JsonRows.Write(events, sizeHint: 1 << 16, static (writer, each) =>
        {
            writer.WriteTime(each.Timestamp);
            writer.WriteKey(each.Key.Value);
        });
        HashSet<(DateTime, UInt128)> stored = [];
        await using DbCommand command = connection.Command(LogSql.SelectStored, ("@rows", keys));
        command.Transaction = transaction;
        await using DbDataReader reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            UInt128 key = UInt128.Parse(reader.GetString(1), NumberStyles.HexNumber);
            stored.Add((DateTime.SpecifyKind(reader.GetDateTime(0), DateTimeKind.Utc), key));
        }

        return stored;
    }

    private static byte[] Rows(NewLog[] logs) => JsonRows.Write(logs, logs.Length * 400, static (writer, log) =>
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

    /// <summary>What log_values gains; null when no message holds a value.</summary>
    private static byte[]? Values(NewLog[] logs)
    {
        IReadOnlyList<ValueRow> rows = ValueRow.Of(logs);
        return rows.Count == 0 ? null : ValueRow.Json(rows);
    }

    /// <summary>What template_activity gains: logs per template and hour.</summary>
    private static byte[] Activity(NewLog[] logs)
    {
        var hours = logs.CountBy(log => (log.TemplateId, Hour: StartOfHour(log.Entry.Timestamp)))
            .OrderBy(pair => pair.Key.TemplateId).ThenBy(pair => pair.Key.Hour).ToArray();
        return JsonRows.Write(hours, hours.Length * 50, static (writer, pair) =>
        {
            writer.WriteNumberValue(pair.Key.TemplateId);
            writer.WriteTime(pair.Key.Hour);
            writer.WriteNumberValue(pair.Value);
        });
    }

    /// <summary>When each template was first and last seen in these logs, which are in the order of time.</summary>
    private static byte[] Seen(NewLog[] logs)
    {
        var seen = logs.GroupBy(log => log.TemplateId).OrderBy(group => group.Key)
            .Select(group => (group.Key, First: group.First().Entry.Timestamp, Last: group.Last().Entry.Timestamp)).ToArray();
        return JsonRows.Write(seen, seen.Length * 80, static (writer, span) =>
        {
            writer.WriteNumberValue(span.Key);
            writer.WriteTime(span.First);
            writer.WriteTime(span.Last);
        });
    }

    private static DateTime StartOfHour(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerHour), DateTimeKind.Utc);
}
