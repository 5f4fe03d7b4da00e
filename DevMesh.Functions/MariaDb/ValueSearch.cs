using DevMesh.Domain.Logs;
using DevMesh.Domain.Search.Values;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="IValueSearch"/>
internal sealed class ValueSearch(Database database) : IValueSearch
{
    /// <summary>A log with the value among this many with its text as a part of something else is found.</summary>
    private const int PartsPerValue = 8;

    public Task<IReadOnlyList<LogEvent>> NewestWithAsync(
        string value, LogFilter filter, int limit, int reach, CancellationToken ct) =>
        database.RunAsync<IReadOnlyList<LogEvent>>(
            async connection =>
            {
                if (ValueKeys.OfQuery(value) is uint key)
                {
                    int most = filter.TemplateId is not null && reach > 0 ? reach : ValueIndex.MostTimes;
                    List<LogEvent> found = await new ValueIndex(connection).FindAsync(key, value, For(value, filter), filter, limit, most, ct);
                    if (found.Count > 0)
                    {
                        return found;
                    }
                }

                if (reach == 0)
                {
                    return [];
                }

                LogQuery query = For(value, filter);
                string index = filter.TemplateId is null ? "PRIMARY" : "template";
                List<LogEvent> logs = await LogReader.QueryAsync(
                    connection,
                    query.Bounded(index, LogQuery.LevelCondition(filter), limit * PartsPerValue, reach),
                    query.Parameters,
                    ct);
                return [.. logs.Where(log => ValueMatch.Stands(log.Message, value)).Take(limit)];
            },
            ct);

    private static LogQuery For(string value, LogFilter filter) => LogQuery.For(filter)
        .Where("message COLLATE utf8mb4_general_ci LIKE @value", "value", $"%{LogQuery.EscapeLike(value)}%");
}
