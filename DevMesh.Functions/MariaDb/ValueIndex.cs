using System.Data.Common;
using System.Globalization;
using Dapper;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search.Values;

namespace DevMesh.Functions.MariaDb;

/// <summary>
/// Reads log_values: the times at which a value was logged, and the logs of those times. A rare value costs one look into
/// the index per six hours that are kept; of a frequent one only the newest are read.
/// </summary>
internal sealed class ValueIndex(DbConnection connection)
{
    private const int FirstSegments = 28; // a week
    private const int MostSegments = 400;
    private const int FirstWindow = 64;
    private const int LargestWindow = 512;

    /// <summary>Logs that are fetched by their times in one statement.</summary>
    private const int TimesAtOnce = 512;

    /// <summary>Of a value that is frequent, but seldom passes the filter, about so many logs are looked at.</summary>
    public const int MostTimes = 8192;

    /// <summary>The newest logs that have the key and meet the query's conditions, newest first.</summary>
    /// <param name="most">About how many logs are looked at.</param>
    public async Task<List<LogEvent>> FindAsync(
        uint key, string value, LogQuery query, LogFilter filter, int limit, int most, CancellationToken ct)
    {
        List<LogEvent> found = [];
        DateTime[] segments = await SegmentsAsync(filter, ct);
        int looked = 0;
        for (int start = 0, count = FirstSegments; start < segments.Length && looked < most; start += count, count = MostSegments)
        {
            string some = string.Join(", ", segments.Skip(start).Take(count).Select(segment => $"'{segment:yyyy-MM-dd HH:mm:ss}'"));
            DateTime? before = null;
            for (int window = FirstWindow; looked < most; window = Math.Min(window * 4, LargestWindow))
            {
                ValueRow[] rows = await RowsAsync(some, key, filter.Since, before, window, ct);
                DateTime[] times = [.. rows.SelectMany(row => row.Times())
                    .Where(time => !(time < filter.Since) && !(time >= filter.Until)).Distinct().OrderDescending()];
                looked += rows.Sum(row => row.Times().Count());
                await FetchAsync(found, times, value, query, filter, limit, ct);
                if (rows.Length < window)
                {
                    break;
                }

                // What later rows hold lies before the last one's newest.
                before = rows[^1].Timestamp;
                if (found.Count(log => log.Timestamp >= before) >= limit)
                {
                    return Newest(found, limit);
                }
            }

            if (found.Count >= limit)
            {
                break; // older segments hold older logs
            }
        }

        return Newest(found, limit);
    }

    private static List<LogEvent> Newest(List<LogEvent> found, int limit) =>
        [.. found.OrderByDescending(log => log.Timestamp).ThenByDescending(log => log.Id).Take(limit)];

    /// <summary>The segments that can hold what the filter lets through, newest first.</summary>
    private async Task<DateTime[]> SegmentsAsync(LogFilter filter, CancellationToken ct)
    {
        (DateTime? oldest, DateTime? newest) = await connection.QuerySingleAsync<(DateTime?, DateTime?)>(new CommandDefinition(
            "SELECT MIN(segment), MAX(segment) FROM log_values", cancellationToken: ct));
        if (oldest is null || newest is null)
        {
            return [];
        }

        DateTime first = filter.Since is { } since && since > oldest ? ValueRow.SegmentOf(since) : oldest.Value;
        DateTime last = filter.Until is { } until && until <= newest ? ValueRow.SegmentOf(until) : newest.Value;
        int count = Math.Max(0, (int)((last - first).TotalHours / ValueRow.SegmentHours) + 1);
        return [.. Enumerable.Range(0, count).Select(i => last.AddHours(-i * ValueRow.SegmentHours))];
    }

    private async Task<ValueRow[]> RowsAsync(
        string segments, uint key, DateTime? since, DateTime? before, int limit, CancellationToken ct)
    {
        var rows = await connection.QueryAsync<(DateTime Segment, DateTime Timestamp, byte[] Earlier)>(Statement.Once(
            $"""
            SELECT segment, timestamp, earlier FROM log_values FORCE INDEX (PRIMARY)
            WHERE segment IN ({segments}) AND value_hash = @key
            {(since is null ? "" : "AND timestamp >= @since")} {(before is null ? "" : "AND timestamp < @before")}
            ORDER BY segment DESC, value_hash DESC, timestamp DESC LIMIT {limit}
            """,
            [("key", key), ("since", since), ("before", before)],
            ct));
        return [.. rows.Select(row => new ValueRow(row.Segment, key, row.Timestamp, row.Earlier))];
    }

    /// <summary>Adds the newest logs of the times, which run from the newest, until there are as many as needed.</summary>
    private async Task FetchAsync(
        List<LogEvent> found, DateTime[] times, string value, LogQuery query, LogFilter filter, int limit, CancellationToken ct)
    {
        string levels = LogQuery.LevelCondition(filter) is { } condition ? $" AND {condition}" : "";
        int added = 0;
        foreach (DateTime[] some in times.Chunk(TimesAtOnce).TakeWhile(_ => added < limit))
        {
            string list = string.Join(", ", some.Select(
                time => string.Create(CultureInfo.InvariantCulture, $"'{time:yyyy-MM-dd HH:mm:ss.ffffff}'")));
            List<LogEvent> logs = await LogReader.QueryAsync(connection, Statement.Once(
                $"""
                SELECT {LogQuery.Columns} FROM log_events e FORCE INDEX (PRIMARY){query.Conditions($"timestamp IN ({list}){levels}")}
                ORDER BY timestamp DESC, id DESC
                """,
                query.Parameters,
                ct));
            int before = found.Count;
            found.AddRange(logs.Where(log => ValueMatch.Stands(log.Message, value)).Take(limit - added));
            added += found.Count - before;
        }
    }
}
