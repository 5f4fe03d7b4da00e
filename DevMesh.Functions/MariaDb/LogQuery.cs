using Dapper;
using DevMesh.Domain.Logs;

namespace DevMesh.Functions.MariaDb;

/// <summary>
/// Builds the SQL that finds logs by a filter in the order of time. An inner part finds keys (timestamp, id) by the index
/// that suits the filter, mostly without touching rows; the outer part fetches the few rows that are answered. The index is
/// named in the text, so that a plan never depends on statistics.
/// </summary>
internal sealed class LogQuery
{
    public const string Columns =
        "e.id, e.timestamp, e.received_at, e.node, e.service, CAST(e.level AS INT) AS level, e.message, e.template_id, "
        + "e.`cursor`, e.fields, CAST(e.flags AS INT) AS flags";

    private readonly List<string> _conditions = [];

    private LogQuery()
    {
    }

    public DynamicParameters Parameters { get; } = new();

    /// <summary>The conditions of the filter; those of an index's leading columns are added by the branch that uses it.</summary>
    public static LogQuery For(LogFilter filter)
    {
        LogQuery query = new();
        query.Where("node = @node", "node", filter.Node);
        query.Where("service = @service", "service", filter.Service);
        query.Where("timestamp >= @since", "since", filter.Since);
        query.Where("timestamp < @until", "until", filter.Until);
        query.Where("template_id = @template_id", "template_id", filter.TemplateId);
        if (filter.Contains is string part)
        {
            query.Where("message COLLATE utf8mb4_general_ci LIKE @contains", "contains", $"%{EscapeLike(part)}%");
        }

        return query;
    }

    public LogQuery Where(string condition, string parameter, object? value)
    {
        if (value is not null)
        {
            _conditions.Add(condition);
            Parameters.Add(parameter, value);
        }

        return this;
    }

    /// <summary>Only logs that come after <paramref name="position"/> in a list that runs to older ones.</summary>
    public LogQuery OlderThan(LogPosition? position) => Beyond(position, "<");

    /// <summary>Only logs that come after <paramref name="position"/> in a list that runs to newer ones.</summary>
    public LogQuery NewerThan(LogPosition? position) => Beyond(position, ">");

    /// <summary>Rows in the order of time, found through <see cref="LogIndex"/>.</summary>
    public string Rows(LogFilter filter, int limit, bool newestFirst = true)
    {
        string order = newestFirst ? "DESC" : "ASC";
        IEnumerable<string> branches = LogIndex.For(filter) is { PerLevel: true } index
            ? Levels.AtLeast(filter.MaxLevel ?? Level.Debug).Select(level => Branch(index.Name, $"level = '{level.Name()}'", order, limit))
            : [Branch(LogIndex.For(filter).Name, LevelCondition(filter), order, limit)];
        return Fetch(string.Join("\nUNION ALL\n", branches), order, limit);
    }

    /// <summary>Fetches the rows whose keys <paramref name="keys"/> selects.</summary>
    public static string Fetch(string keys, string order, int limit) => $"""
        SELECT {Columns}
        FROM (SELECT timestamp, id FROM ({keys}) AS k ORDER BY timestamp {order}, id {order} LIMIT {limit}) AS keys_found
        STRAIGHT_JOIN log_events e FORCE INDEX (PRIMARY) ON e.timestamp = keys_found.timestamp AND e.id = keys_found.id
        ORDER BY keys_found.timestamp {order}, keys_found.id {order}
        """;

    /// <summary>One ordered read of one index.</summary>
    public string Branch(string index, string? extra, string order, int limit, string columns = "timestamp, id") => $"""
        (SELECT {columns} FROM log_events FORCE INDEX ({index}){Conditions(extra)}
        ORDER BY timestamp {order}, id {order} LIMIT {limit})
        """;

    /// <summary>
    /// The newest rows by one index, found among the first <paramref name="examined"/> that it leads to. The server's limit
    /// gives what was found so far only where rows are read in order: with a sort or a part inside another it is an error.
    /// </summary>
    public string Bounded(string index, string? extra, int limit, int examined) =>
        $"SELECT {Columns} FROM log_events e FORCE INDEX ({index}){Conditions(extra)}"
        + $" ORDER BY timestamp DESC, id DESC LIMIT {limit} ROWS EXAMINED {examined}";

    public static string? LevelCondition(LogFilter filter) => filter.MaxLevel is Level worst and < Level.Debug
        ? $"level IN ({string.Join(", ", Levels.AtLeast(worst).Select(level => $"'{level.Name()}'"))})"
        : null;

    public string Conditions(string? extra)
    {
        string all = string.Join(" AND ", extra is null ? _conditions : _conditions.Append(extra));
        return all.Length == 0 ? "" : $" WHERE {all}";
    }

    private LogQuery Beyond(LogPosition? position, string comparison)
    {
        if (position is { } from)
        {
            _conditions.Add($"(timestamp {comparison}= @from_time AND (timestamp {comparison} @from_time OR id {comparison} @from_id))");
            Parameters.Add("from_time", from.Timestamp);
            Parameters.Add("from_id", from.Id);
        }

        return this;
    }

    public static string EscapeLike(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);
}

/// <summary>The index through which a filter is answered, the most selective part first.</summary>
/// <param name="PerLevel">The index has the level before the time, so that each level is a read of its own.</param>
internal readonly record struct LogIndex(string Name, bool PerLevel)
{
    public static LogIndex For(LogFilter filter) => filter switch
    {
        { TemplateId: not null } => new("template", PerLevel: false),
        { Service: not null } => new("service", PerLevel: true),
        { Node: not null } => new("node", PerLevel: true),
        { MaxLevel: < Level.Notice } => new("level", PerLevel: true),
        _ => new("PRIMARY", PerLevel: false),
    };
}
