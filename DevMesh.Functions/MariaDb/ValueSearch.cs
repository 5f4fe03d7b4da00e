using DevMesh.Domain.Logs;
using DevMesh.Domain.Search;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="IValueSearch"/>
internal sealed class ValueSearch(Database database) : IValueSearch
{
    public Task<IReadOnlyList<LogEvent>> NewestWithAsync(
        string value, LogFilter filter, int limit, int reach, CancellationToken ct)
    {
        LogQuery query = LogQuery.For(filter);
        query.Where("message COLLATE utf8mb4_general_ci LIKE @value", "value", $"%{LogQuery.EscapeLike(value)}%");
        string index = filter.TemplateId is null ? "PRIMARY" : "template";
        string sql = query.Bounded(index, LogQuery.LevelCondition(filter), limit, reach);
        return database.RunAsync<IReadOnlyList<LogEvent>>(
            async connection => await LogReader.QueryAsync(connection, sql, query.Parameters, ct), ct);
    }
}
