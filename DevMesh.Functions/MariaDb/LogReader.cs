using System.Data.Common;
using Dapper;
using DevMesh.Domain.Logs;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="ILogReader"/>
internal sealed class LogReader(Database database, TimeProvider clock, TimeSpan scanLimit) : ILogReader
{
    /// <summary>How many rows of one template a search may pass over to find examples that a filter lets through.</summary>
    private const int MaxExaminedPerTemplate = 20_000;

    public Task<LogPage> ListAsync(LogFilter filter, LogPosition? after, int limit, CancellationToken ct) =>
        filter.Contains is null
            ? database.RunAsync(connection => ListIndexedAsync(connection, filter, after, limit, ct), ct)
            : database.RunAsync(
                connection => new LogScan(connection, clock, scanLimit).RunAsync(filter, after, limit, ct), ct);

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
                List<LogEvent> past = before == 0 ? [] : await QueryAsync(connection, older.Rows(node, before), older.Parameters, ct);
                List<LogEvent> future = after == 0
                    ? []
                    : await QueryAsync(connection, newer.Rows(node, after, newestFirst: false), newer.Parameters, ct);
                past.Reverse();
                return [.. past, log, .. future];
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
                await using SqlMapper.GridReader results = await connection.QueryMultipleAsync(
                    new CommandDefinition(statements, query.Parameters, cancellationToken: ct));
                foreach (long id in templateIds)
                {
                    LogEvent[] logs = [.. (await results.ReadAsync<LogRow>()).Select(row => row.ToLogEvent())];
                    if (logs.Length > 0)
                    {
                        newest.Add(id, logs);
                    }
                }

                return newest;
            },
            ct);
    }

    internal static async Task<List<LogEvent>> QueryAsync(
        DbConnection connection, string sql, DynamicParameters parameters, CancellationToken ct) =>
        [.. (await connection.QueryAsync<LogRow>(new CommandDefinition(sql, parameters, cancellationToken: ct)))
            .Select(row => row.ToLogEvent())];

    private static async Task<LogPage> ListIndexedAsync(
        DbConnection connection, LogFilter filter, LogPosition? after, int limit, CancellationToken ct)
    {
        LogQuery query = LogQuery.For(filter).OlderThan(after);
        List<LogEvent> logs = await QueryAsync(connection, query.Rows(filter, limit + 1), query.Parameters, ct);
        return Page(logs, limit);
    }

    /// <summary>A page from one row more than it may hold, which tells whether there is a next one.</summary>
    internal static LogPage Page(List<LogEvent> logs, int limit)
    {
        if (logs.Count <= limit)
        {
            return new LogPage(logs, Next: null, Partial: false);
        }

        logs.RemoveRange(limit, logs.Count - limit);
        return new LogPage(logs, new LogPosition(logs[^1].Timestamp, logs[^1].Id), Partial: false);
    }
}
