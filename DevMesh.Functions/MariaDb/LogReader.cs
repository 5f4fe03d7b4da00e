using System.Data.Common;
using Dapper;
using DevMesh.Domain.Logs;

namespace DevMesh.Functions.MariaDb;

/// <param name="ScanLimit">How long a look for a part of a message reads before it answers what it has.</param>
/// <param name="MaxText">Characters of messages and fields that one answer may hold.</param>
internal sealed record LogReaderOptions(TimeSpan ScanLimit, long MaxText = long.MaxValue);

/// <inheritdoc cref="ILogReader"/>
internal sealed class LogReader(Database database, TimeProvider clock, LogReaderOptions options) : ILogReader
{
    /// <summary>How many rows of one template a search may pass over to find examples that a filter lets through.</summary>
    private const int MaxExaminedPerTemplate = 20_000;

    public Task<LogPage> ListAsync(LogFilter filter, LogPosition? after, int limit, CancellationToken ct) =>
        filter.Contains is null
            ? database.RunAsync(connection => ListIndexedAsync(connection, filter, after, limit, ct), ct)
            : database.RunAsync(
                connection => new LogScan(connection, clock, options).RunAsync(filter, after, limit, ct), ct);

    public Task<LogEvent?> FindAsync(long id, CancellationToken ct) =>
        database.RunAsync(
            async connection => (await QueryAsync(
                connection,
                $"SELECT {LogQuery.Columns} FROM log_events e FORCE INDEX (id) WHERE e.id = @id",
                new DynamicParameters(new { id }),
                ct)).FirstOrDefault(),
            ct);

    public Task<IReadOnlyList<LogEvent>> ContextAsync(LogEvent log, int before, int after, CancellationToken ct) =>
        database.RunAsync<IReadOnlyList<LogEvent>>(
            async connection =>
            {
                LogFilter node = new(Node: log.Node);
                LogPosition here = new(log.Timestamp, log.Id);
                LogQuery older = LogQuery.For(node).OlderThan(here);
                LogQuery newer = LogQuery.For(node).NewerThan(here);
                ReadLogs past = before == 0
                    ? ReadLogs.None
                    : await ReadAsync(connection, older.Rows(node, before), older.Parameters, options.MaxText / 2, ct);
                ReadLogs future = after == 0
                    ? ReadLogs.None
                    : await ReadAsync(connection, newer.Rows(node, after, newestFirst: false), newer.Parameters,
                        options.MaxText / 2, ct);
                past.Logs.Reverse();
                return [.. past.Logs, log, .. future.Logs];
            },
            ct);

    public Task<IReadOnlyDictionary<long, IReadOnlyList<LogEvent>>> NewestOfTemplatesAsync(
        IReadOnlyCollection<long> templateIds, LogFilter filter, int each, CancellationToken ct)
    {
        if (templateIds.Count == 0 || each == 0)
        {
            return Task.FromResult<IReadOnlyDictionary<long, IReadOnlyList<LogEvent>>>(new Dictionary<long, IReadOnlyList<LogEvent>>());
        }

        LogQuery query = LogQuery.For(filter);
        string? levels = LogQuery.LevelCondition(filter);
        string statements = string.Join(";\n", templateIds.Select(id => query.Bounded(
            "template", levels is null ? $"template_id = {id}" : $"template_id = {id} AND {levels}", each, MaxExaminedPerTemplate)));
        return database.RunAsync<IReadOnlyDictionary<long, IReadOnlyList<LogEvent>>>(
            async connection =>
            {
                Dictionary<long, IReadOnlyList<LogEvent>> newest = new(templateIds.Count);
                await using DbDataReader results = await connection.ExecuteReaderAsync(
                    Statement.Once(statements, query.Parameters, ct));
                foreach (long id in templateIds)
                {
                    // Each has its share of the text, so that none with huge messages takes the room of the others.
                    ReadLogs read = await ReadAsync(results, options.MaxText / templateIds.Count, ct);
                    if (read.Logs.Count > 0)
                    {
                        newest.Add(id, read.Logs);
                    }

                    await results.NextResultAsync(ct);
                }

                return newest;
            },
            ct);
    }

    internal static Task<List<LogEvent>> QueryAsync(
        DbConnection connection, string sql, DynamicParameters parameters, CancellationToken ct) =>
        QueryAsync(connection, new CommandDefinition(sql, parameters, cancellationToken: ct));

    internal static async Task<List<LogEvent>> QueryAsync(DbConnection connection, CommandDefinition statement) =>
        [.. (await connection.QueryAsync<LogRow>(statement)).Select(row => row.ToLogEvent())];

    /// <summary>Reads rows until they hold more text than they may.</summary>
    internal static async Task<ReadLogs> ReadAsync(
        DbConnection connection, string sql, DynamicParameters parameters, long maxText, CancellationToken ct)
    {
        // Not Dapper's unbuffered query: that one ends by opening a connection to kill the statement, even a finished one.
        await using DbDataReader reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(sql, parameters, cancellationToken: ct));
        return await ReadAsync(reader, maxText, ct);
    }

    private static async Task<ReadLogs> ReadAsync(DbDataReader reader, long maxText, CancellationToken ct)
    {
        List<LogEvent> logs = [];
        Func<DbDataReader, LogRow> parse = reader.GetRowParser<LogRow>();
        for (long text = 0; await reader.ReadAsync(ct);)
        {
            LogRow row = parse(reader);
            text += row.Message.Length + (row.Fields?.Length ?? 0);
            if (text > maxText && logs.Count > 0)
            {
                return new ReadLogs(logs, Cut: true); // one is always given, or a list would never get past it
            }

            logs.Add(row.ToLogEvent());
        }

        return new ReadLogs(logs, Cut: false);
    }

    private async Task<LogPage> ListIndexedAsync(
        DbConnection connection, LogFilter filter, LogPosition? after, int limit, CancellationToken ct)
    {
        LogQuery query = LogQuery.For(filter).OlderThan(after);
        return Page(await ReadAsync(connection, query.Rows(filter, limit + 1), query.Parameters, options.MaxText, ct), limit);
    }

    /// <summary>A page from one row more than it may hold, which tells whether there is a next one.</summary>
    internal static LogPage Page(ReadLogs read, int limit)
    {
        List<LogEvent> logs = read.Logs;
        if (logs.Count <= limit)
        {
            return new LogPage(logs, read.Cut ? PositionOf(logs[^1]) : null, Partial: read.Cut);
        }

        logs.RemoveRange(limit, logs.Count - limit);
        return new LogPage(logs, PositionOf(logs[^1]), Partial: false);
    }

    private static LogPosition PositionOf(LogEvent log) => new(log.Timestamp, log.Id);
}

/// <param name="Cut">There are more, which would have been too much text.</param>
internal sealed record ReadLogs(List<LogEvent> Logs, bool Cut)
{
    public static ReadLogs None => new([], Cut: false);
}
