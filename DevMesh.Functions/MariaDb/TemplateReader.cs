using System.Data.Common;
using Dapper;
using DevMesh.Domain.Templates;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="ITemplateReader"/>
internal sealed class TemplateReader(Database database) : ITemplateReader
{
    /// <summary>
    /// Rows of activity that are read to find which templates were active; more than this is a wide question, for which it
    /// is cheaper to look up the templates that rank first.
    /// </summary>
    private const int MaxActivityRows = 5000;

    public Task<IReadOnlyDictionary<long, TemplateFacts>> DescribeAsync(
        IReadOnlyCollection<long> ids, DateTime? sparklineUntil, CancellationToken ct) =>
        database.RunAsync<IReadOnlyDictionary<long, TemplateFacts>>(
            async connection =>
            {
                if (ids.Count == 0)
                {
                    return new Dictionary<long, TemplateFacts>();
                }

                string list = string.Join(", ", ids);
                TemplateRow[] rows = [.. await connection.QueryAsync<TemplateRow>(Statement.Once(
                    $"SELECT {TemplateRow.Columns} FROM log_templates WHERE id IN ({list})", [], ct))];
                if (rows.Length == 0)
                {
                    return new Dictionary<long, TemplateFacts>();
                }

                DateTime last = HourOf(sparklineUntil?.AddTicks(-1) ?? rows.Max(row => row.Last_seen));
                ILookup<long, ActivityRow> activity = await ActivityAsync(connection, list, last, ct);
                return rows.ToDictionary(row => (long)row.Id, row => Facts(row, activity[(long)row.Id]));
            },
            ct);

    public Task<IReadOnlyList<TemplatePosition>> ListAsync(
        TemplateSort sort, TemplatePosition? after, int limit, CancellationToken ct) =>
        database.RunAsync<IReadOnlyList<TemplatePosition>>(
            async connection => sort switch
            {
                TemplateSort.Count => await ByCountAsync(connection, after, limit, ct),
                TemplateSort.Recent => await ByTimeAsync(connection, "last_seen", after, limit, ct),
                TemplateSort.Novel => await ByTimeAsync(connection, "first_seen", after, limit, ct),
                _ => throw new ArgumentOutOfRangeException(nameof(sort), sort, message: null),
            },
            ct);

    public Task<IReadOnlySet<long>> FirstSeenSinceAsync(DateTime since, CancellationToken ct) =>
        database.RunAsync(
            connection => IdsAsync(connection, new CommandDefinition(
                "SELECT id FROM log_templates WHERE first_seen >= @since", new { since }, cancellationToken: ct)),
            ct);

    public Task<ActiveTemplates?> ActiveAsync(TemplateActivity activity, CancellationToken ct) =>
        database.RunAsync(
            async connection =>
            {
                // The index has the node before the hour; with every node named, an hour of all of them is some short ranges.
                string[] nodes = activity.Node is string node
                    ? [node]
                    : [.. await connection.QueryAsync<string>(new CommandDefinition(
                        "SELECT DISTINCT node FROM template_activity", cancellationToken: ct))];
                if (nodes.Length == 0)
                {
                    return new ActiveTemplates(new HashSet<long>(), 0);
                }

                object parameters = new { nodes, since = activity.Since, until = activity.Until };
                string where = $"FROM template_activity FORCE INDEX (node) WHERE node IN @nodes{Hours(activity)}";
                bool wide = await connection.ExecuteScalarAsync<int?>(new CommandDefinition(
                    $"SELECT 1 {where} LIMIT 1 OFFSET {MaxActivityRows}", parameters, cancellationToken: ct)) is not null;
                if (wide)
                {
                    return null;
                }

                (ulong Id, long Logs)[] rows = [.. await connection.QueryAsync<(ulong, long)>(new CommandDefinition(
                    $"SELECT template_id, CAST(SUM(count) AS SIGNED) {where} GROUP BY template_id", parameters, cancellationToken: ct))];
                return new ActiveTemplates(rows.Select(row => (long)row.Id).ToHashSet(), rows.Sum(row => row.Logs));
            },
            ct);

    public Task<IReadOnlySet<long>> ActiveAsync(IReadOnlyCollection<long> ids, TemplateActivity activity, CancellationToken ct)
    {
        if (ids.Count == 0)
        {
            return Task.FromResult<IReadOnlySet<long>>(new HashSet<long>());
        }

        // One look-up by key per template, which ends at its first row that fits.
        string ofNode = activity.Node is null ? "" : " AND a.node = @node";
        return database.RunAsync(
            connection => IdsAsync(connection, Statement.Once(
                $"""
                SELECT t.id FROM log_templates t WHERE t.id IN ({string.Join(", ", ids)})
                AND (SELECT 1 FROM template_activity a FORCE INDEX (PRIMARY)
                     WHERE a.template_id = t.id{ofNode}{Hours(activity)} LIMIT 1) IS NOT NULL
                """,
                [("node", activity.Node), ("since", activity.Since), ("until", activity.Until)],
                ct)),
            ct);
    }

    private static string Hours(TemplateActivity activity) =>
        (activity.Since is null ? "" : " AND hour > @since - INTERVAL 1 HOUR")
        + (activity.Until is null ? "" : " AND hour < @until");

    private static async Task<IReadOnlySet<long>> IdsAsync(DbConnection connection, CommandDefinition statement) =>
        (await connection.QueryAsync<ulong>(statement)).Select(id => (long)id).ToHashSet();

    /// <summary>Per template and node: all logs, and those of the sparkline's hours, each under its place in it.</summary>
    private static async Task<ILookup<long, ActivityRow>> ActivityAsync(
        DbConnection connection, string ids, DateTime last, CancellationToken ct)
    {
        DateTime first = last.AddHours(1 - TemplateFacts.SparklineHours);
        // Hours outside of the sparkline are added up in the server under the place -1.
        IEnumerable<ActivityRow> rows = await connection.QueryAsync<ActivityRow>(Statement.Once(
            $"""
            SELECT template_id, node, IF(hour BETWEEN @first AND @last, TIMESTAMPDIFF(HOUR, @first, hour), -1) AS place,
                   CAST(SUM(count) AS SIGNED) AS count
            FROM template_activity WHERE template_id IN ({ids})
            GROUP BY template_id, node, place
            """,
            [("first", first), ("last", last)],
            ct));
        return rows.ToLookup(row => (long)row.Template_id);
    }

    private static TemplateFacts Facts(TemplateRow row, IEnumerable<ActivityRow> activity)
    {
        long[] sparkline = new long[TemplateFacts.SparklineHours];
        SortedSet<string> nodes = new(StringComparer.Ordinal);
        long count = 0;
        foreach (ActivityRow each in activity)
        {
            nodes.Add(each.Node);
            count += each.Count;
            if (each.Place >= 0)
            {
                sparkline[each.Place] += each.Count;
            }
        }

        return new TemplateFacts(row.ToTemplate(), count, [.. nodes], sparkline);
    }

    private static async Task<IReadOnlyList<TemplatePosition>> ByCountAsync(
        DbConnection connection, TemplatePosition? after, int limit, CancellationToken ct)
    {
        string beyond = after is null ? "" : "HAVING total < @key OR (total = @key AND template_id < @id)";
        var rows = await connection.QueryAsync<(long, ulong Id)>(new CommandDefinition(
            $"""
            SELECT CAST(SUM(count) AS SIGNED) AS total, template_id FROM template_activity GROUP BY template_id {beyond}
            ORDER BY total DESC, template_id DESC LIMIT @limit
            """,
            new { key = after?.Key, id = after?.Id, limit },
            cancellationToken: ct));
        return [.. rows.Select(row => new TemplatePosition(row.Item1, (long)row.Id))];
    }

    private static async Task<IReadOnlyList<TemplatePosition>> ByTimeAsync(
        DbConnection connection, string column, TemplatePosition? after, int limit, CancellationToken ct)
    {
        string beyond = after is null ? "" : $"WHERE {column} <= @time AND ({column} < @time OR id < @id)";
        var rows = await connection.QueryAsync<(DateTime Time, ulong Id)>(new CommandDefinition(
            $"SELECT {column}, id FROM log_templates {beyond} ORDER BY {column} DESC, id DESC LIMIT @limit",
            new { time = after is { } from ? new DateTime(from.Key, DateTimeKind.Utc) : (DateTime?)null, id = after?.Id, limit },
            cancellationToken: ct));
        return [.. rows.Select(row => new TemplatePosition(row.Time.Ticks, (long)row.Id))];
    }

    private static DateTime HourOf(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerHour));

    private sealed record ActivityRow(ulong Template_id, string Node, long Place, long Count);
}
