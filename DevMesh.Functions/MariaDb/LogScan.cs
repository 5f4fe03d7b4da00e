using System.Data.Common;
using Dapper;
using DevMesh.Domain.Logs;

namespace DevMesh.Functions.MariaDb;

/// <summary>
/// Looks for a part of a message, which no index finds: reads the logs newest first in windows of growing size, until the
/// page is full, the logs end, or the time is over. Then the page says how far it came.
/// </summary>
internal sealed class LogScan(DbConnection connection, TimeProvider clock, LogReaderOptions options)
{
    private const int FirstWindow = 10_000;
    private const int LargestWindow = 160_000;

    public async Task<LogPage> RunAsync(LogFilter filter, LogPosition? after, int limit, CancellationToken ct)
    {
        long started = clock.GetTimestamp();
        List<LogEvent> found = [];
        long room = options.MaxText;
        LogPosition? position = after;
        for (int window = FirstWindow; ; window = Math.Min(window * 2, LargestWindow))
        {
            LogPosition? end = await EndOfWindowAsync(filter, position, window, ct);
            ReadLogs more = await FindAsync(filter, position, end, limit + 1 - found.Count, room, ct);
            found.AddRange(more.Logs);
            room = Math.Max(0, room - more.Logs.Sum(log => (long)log.Message.Length + (log.Fields?.Length ?? 0)));
            if (found.Count > limit || end is null || more.Cut)
            {
                return LogReader.Page(new ReadLogs(found, more.Cut), limit);
            }

            position = end;
            if (clock.GetElapsedTime(started) >= options.ScanLimit)
            {
                return new LogPage(found, position, Partial: true);
            }
        }
    }

    /// <summary>The last position of the next <paramref name="window"/> logs by the clustered index; null at the end.</summary>
    private async Task<LogPosition?> EndOfWindowAsync(LogFilter filter, LogPosition? from, int window, CancellationToken ct)
    {
        LogQuery query = LogQuery.For(new LogFilter(Since: filter.Since, Until: filter.Until)).OlderThan(from);
        string sql = $"""
            SELECT timestamp AS Timestamp, CAST(id AS SIGNED) AS Id FROM log_events FORCE INDEX (PRIMARY){query.Conditions(null)}
            ORDER BY timestamp DESC, id DESC LIMIT 1 OFFSET {window - 1}
            """;
        var rows = await connection.QueryAsync<(DateTime Timestamp, long Id)>(new CommandDefinition(sql, query.Parameters, cancellationToken: ct));
        return rows.Select(row => (LogPosition?)new LogPosition(DateTime.SpecifyKind(row.Timestamp, DateTimeKind.Utc), row.Id))
            .FirstOrDefault();
    }

    private Task<ReadLogs> FindAsync(
        LogFilter filter, LogPosition? from, LogPosition? end, int limit, long room, CancellationToken ct)
    {
        LogQuery query = LogQuery.For(filter).OlderThan(from);
        if (end is { } last)
        {
            query.Where("(timestamp >= @end_time AND (timestamp > @end_time OR id >= @end_id))", "end_time", last.Timestamp);
            query.Parameters.Add("end_id", last.Id);
        }

        string keys = query.Branch("PRIMARY", LogQuery.LevelCondition(filter), "DESC", limit);
        return LogReader.ReadAsync(connection, LogQuery.Fetch(keys, "DESC", limit), query.Parameters, room, ct);
    }
}
