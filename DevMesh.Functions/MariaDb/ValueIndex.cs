using System.Data.Common;
using System.Globalization;
using Dapper;
using DevMesh.Domain.Logs;

namespace DevMesh.Functions.MariaDb;

/// <summary>
/// Reads log_values: the times at which a value was logged, newest first, and the logs of those times. A rare value costs one
/// look into the index per six hours that are kept; of a frequent one only the newest are read.
/// </summary>
internal sealed class ValueIndex(DbConnection connection)
{
    /// <summary>The hours of one segment.</summary>
    public const int SegmentHours = 6;

    private const int FirstSegments = 28; // a week
    private const int MostSegments = 400;
    private const int FirstWindow = 64;
    private const int LargestWindow = 1024;

    /// <summary>Of a value that is frequent, but seldom passes the filter, no more logs than this are looked at.</summary>
    private const int MostTimes = 8192;

    public static DateTime SegmentOf(DateTime time) =>
        time.AddTicks(-(time.Ticks % (SegmentHours * TimeSpan.TicksPerHour)));

    /// <summary>The newest logs that have the key and meet the query's conditions.</summary>
    public async Task<List<LogEvent>> FindAsync(uint key, LogQuery query, LogFilter filter, int limit, CancellationToken ct)
    {
        List<LogEvent> found = [];
        DateTime[] segments = await SegmentsAsync(filter, ct);
        int looked = 0;
        for (int start = 0, count = FirstSegments; start < segments.Length && looked < MostTimes; start += count, count = MostSegments)
        {
            string some = string.Join(", ", segments.Skip(start).Take(count).Select(segment => $"'{segment:yyyy-MM-dd HH:mm:ss}'"));
            DateTime? before = filter.Until;
            for (int window = FirstWindow; looked < MostTimes; window = Math.Min(window * 4, LargestWindow))
            {
                DateTime[] times = await TimesAsync(some, key, filter.Since, before, window, ct);
                looked += times.Length;
                found.AddRange(await LogsAsync(times, query, filter, limit - found.Count, ct));
                if (found.Count >= limit)
                {
                    return found;
                }

                if (times.Length < window)
                {
                    break;
                }

                before = times[^1];
            }
        }

        return found;
    }

    /// <summary>The segments that can hold what the filter lets through, newest first.</summary>
    private async Task<DateTime[]> SegmentsAsync(LogFilter filter, CancellationToken ct)
    {
        (DateTime? oldest, DateTime? newest) = await connection.QuerySingleAsync<(DateTime?, DateTime?)>(new CommandDefinition(
            "SELECT MIN(segment), MAX(segment) FROM log_values", cancellationToken: ct));
        if (oldest is null || newest is null)
        {
            return [];
        }

        DateTime first = filter.Since is { } since && since > oldest ? SegmentOf(since) : oldest.Value;
        DateTime last = filter.Until is { } until && until <= newest ? SegmentOf(until) : newest.Value;
        int count = Math.Max(0, (int)((last - first).TotalHours / SegmentHours) + 1);
        return [.. Enumerable.Range(0, count).Select(i => last.AddHours(-i * SegmentHours))];
    }

    private async Task<DateTime[]> TimesAsync(
        string segments, uint key, DateTime? since, DateTime? before, int limit, CancellationToken ct) =>
        [.. await connection.QueryAsync<DateTime>(new CommandDefinition(
            $"""
            SELECT timestamp FROM log_values FORCE INDEX (PRIMARY)
            WHERE segment IN ({segments}) AND value_hash = @key
            {(since is null ? "" : "AND timestamp >= @since")} {(before is null ? "" : "AND timestamp < @before")}
            ORDER BY segment DESC, value_hash DESC, timestamp DESC LIMIT {limit}
            """,
            new { key, since, before },
            cancellationToken: ct))];

    private async Task<List<LogEvent>> LogsAsync(
        DateTime[] times, LogQuery query, LogFilter filter, int limit, CancellationToken ct)
    {
        if (times.Length == 0)
        {
            return [];
        }

        string list = string.Join(", ", times.Select(
            time => string.Create(CultureInfo.InvariantCulture, $"'{time:yyyy-MM-dd HH:mm:ss.ffffff}'")));
        string levels = LogQuery.LevelCondition(filter) is { } condition ? $" AND {condition}" : "";
        return await LogReader.QueryAsync(
            connection,
            $"""
            SELECT {LogQuery.Columns} FROM log_events e FORCE INDEX (PRIMARY){query.Conditions($"timestamp IN ({list}){levels}")}
            ORDER BY timestamp DESC, id DESC LIMIT {limit}
            """,
            query.Parameters,
            ct);
    }
}
