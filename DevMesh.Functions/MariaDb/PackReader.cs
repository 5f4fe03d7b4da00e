using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Nodes;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="IPackReader"/>
internal sealed class PackReader(Database database) : IPackReader
{
    /// <summary>A service per container makes many; a question names few.</summary>
    private const int MostServices = 5000;

    /// <summary>How many templates one statement asks for: each is a range of the key for each node.</summary>
    private const int TemplatesAtOnce = 400;

    // The inner part reads one range of the clustered key and stops; the outer one adds up.
    private const string Minutes = """
        SELECT template_id, node, service, MIN(CAST(level AS INT)), MIN(timestamp), MAX(timestamp), COUNT(*)
        FROM (SELECT template_id, node, service, level, timestamp FROM log_events FORCE INDEX (PRIMARY)
              WHERE timestamp >= @since AND timestamp < @until AND template_id IS NOT NULL
              ORDER BY timestamp, id LIMIT @most) AS logs
        GROUP BY template_id, node, service, TO_SECONDS(timestamp) DIV 60
        """;

    private const string AtMoments = $"""
        SELECT {LogQuery.Columns}
        FROM JSON_TABLE(CONVERT(@rows USING utf8mb4), '$[*]' COLUMNS (
            template_id BIGINT UNSIGNED PATH '$[0]' ERROR ON EMPTY ERROR ON ERROR,
            node VARCHAR(64) CHARACTER SET ascii PATH '$[1]' ERROR ON EMPTY ERROR ON ERROR,
            timestamp DATETIME(6) PATH '$[2]' ERROR ON EMPTY ERROR ON ERROR)) AS r
        STRAIGHT_JOIN log_events e FORCE INDEX (template) ON e.template_id = r.template_id AND e.timestamp = r.timestamp
        WHERE e.node = r.node
        ORDER BY e.timestamp, e.id
        """;

    private const string Boots = """
        SELECT id FROM log_templates
        WHERE canonical_text LIKE 'Linux version %' OR canonical_text LIKE 'Booting Linux on physical CPU %'
           OR canonical_text LIKE 'Command line: BOOT_IMAGE%' OR canonical_text LIKE 'systemd % running in system mode%'
        ORDER BY id
        """;

    public Task<IReadOnlyList<string>> NodesAsync(CancellationToken ct) =>
        NamesAsync("SELECT node FROM template_activity FORCE INDEX (node) GROUP BY node", ct);

    public Task<IReadOnlyList<string>> ServicesAsync(CancellationToken ct) =>
        NamesAsync($"SELECT service FROM log_events FORCE INDEX (service) GROUP BY service LIMIT {MostServices}", ct);

    public Task<WindowCounts> CountAsync(TimeWindow window, int most, CancellationToken ct) =>
        database.RunAsync(
            async connection =>
            {
                List<MinuteCount> minutes = [];
                long read = 0;
                await using DbDataReader reader = await connection.ExecuteReaderAsync(new CommandDefinition(
                    Minutes, new { since = window.Since, until = window.Until, most }, cancellationToken: ct));
                Dictionary<string, string> names = [];
                while (await reader.ReadAsync(ct))
                {
                    MinuteCount minute = new(
                        Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture),
                        Shared(names, reader.GetString(1)),
                        Shared(names, reader.GetString(2)),
                        (Level)(Convert.ToInt32(reader.GetValue(3), CultureInfo.InvariantCulture) - 1),
                        Utc(reader.GetDateTime(4)),
                        Utc(reader.GetDateTime(5)),
                        Convert.ToInt32(reader.GetValue(6), CultureInfo.InvariantCulture));
                    read += minute.Count;
                    minutes.Add(minute);
                }

                minutes.Sort(static (one, other) =>
                    one.First != other.First ? one.First.CompareTo(other.First)
                    : one.TemplateId != other.TemplateId ? one.TemplateId.CompareTo(other.TemplateId)
                    : string.CompareOrdinal(one.Node, other.Node) is not 0 and int order ? order
                    : string.CompareOrdinal(one.Service, other.Service));
                return new WindowCounts(minutes, read < most ? window.Until : minutes.Max(minute => minute.Last));
            },
            ct);

    public async Task<IReadOnlyList<PastCount>> CountPastAsync(
        IReadOnlyCollection<long> templateIds,
        IReadOnlyCollection<string> nodes,
        TimeWindow hours,
        IReadOnlyList<TimeWindow> parts,
        CancellationToken ct)
    {
        List<PastCount> counts = [];
        if (nodes.Count == 0)
        {
            return counts;
        }

        DynamicParameters parameters = new(new { nodes, since = hours.Since, until = hours.Until });
        string sums = string.Concat(parts.Select((part, i) =>
        {
            parameters.Add($"since{i}", part.Since);
            parameters.Add($"until{i}", part.Until);
            return $", CAST(SUM(IF(hour >= @since{i} AND hour < @until{i}, count, 0)) AS SIGNED)";
        }));
        foreach (long[] some in templateIds.Order().Chunk(TemplatesAtOnce))
        {
            string sql = $"""
                SELECT template_id, node, CAST(SUM(count) AS SIGNED), CAST(SUM(count * count) AS DOUBLE){sums}
                FROM template_activity FORCE INDEX (PRIMARY)
                WHERE template_id IN ({string.Join(", ", some)}) AND node IN @nodes AND hour >= @since AND hour < @until
                GROUP BY template_id, node
                """;
            counts.AddRange(await database.RunAsync(
                async connection =>
                {
                    List<PastCount> read = [];
                    await using DbDataReader reader = await connection.ExecuteReaderAsync(
                        new CommandDefinition(sql, parameters, cancellationToken: ct));
                    while (await reader.ReadAsync(ct))
                    {
                        read.Add(new PastCount(
                            Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture),
                            reader.GetString(1),
                            reader.GetInt64(2),
                            reader.GetDouble(3),
                            [.. Enumerable.Range(0, parts.Count).Select(i => reader.GetInt64(4 + i))]));
                    }

                    return read;
                },
                ct));
        }

        return counts;
    }

    public async Task<IReadOnlyList<NodeHour>> HoursAsync(
        IReadOnlyCollection<string> nodes, TimeWindow hours, CancellationToken ct) =>
        nodes.Count == 0
            ? []
            : await database.RunAsync(
                async connection => (await connection.QueryAsync<(string Node, DateTime Hour)>(new CommandDefinition(
                    """
                    SELECT node, hour FROM template_activity FORCE INDEX (node)
                    WHERE node IN @nodes AND hour >= @since AND hour < @until GROUP BY node, hour
                    """,
                    new { nodes, since = hours.Since, until = hours.Until },
                    cancellationToken: ct))).Select(row => new NodeHour(row.Node, Utc(row.Hour))).ToArray(),
                ct);

    public async Task<IReadOnlyDictionary<long, PackTemplate>> TemplatesAsync(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        Dictionary<long, PackTemplate> templates = new(ids.Count);
        foreach (long[] some in ids.Order().Chunk(TemplatesAtOnce))
        {
            var rows = await database.RunAsync(
                connection => connection.QueryAsync<(ulong Id, string Text, DateTime FirstSeen)>(new CommandDefinition(
                    $"SELECT id, canonical_text, first_seen FROM log_templates WHERE id IN ({string.Join(", ", some)})",
                    cancellationToken: ct)),
                ct);
            foreach ((ulong id, string text, DateTime firstSeen) in rows)
            {
                templates.Add((long)id, new PackTemplate((long)id, text, Utc(firstSeen)));
            }
        }

        return templates;
    }

    public Task<long> CountNewAsync(TimeWindow window, CancellationToken ct) =>
        database.RunAsync(
            connection => connection.ExecuteScalarAsync<long>(new CommandDefinition(
                "SELECT COUNT(*) FROM log_templates FORCE INDEX (first_seen) WHERE first_seen >= @since AND first_seen < @until",
                new { since = window.Since, until = window.Until },
                cancellationToken: ct)),
            ct);

    public Task<IReadOnlyList<LogEvent>> LogsAsync(IReadOnlyCollection<LogMoment> moments, CancellationToken ct)
    {
        if (moments.Count == 0)
        {
            return Task.FromResult<IReadOnlyList<LogEvent>>([]);
        }

        string rows = JsonSerializer.Serialize(moments.Select(moment => new object[]
        {
            moment.TemplateId, moment.Node, moment.At.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        }));
        return database.RunAsync<IReadOnlyList<LogEvent>>(
            async connection => await LogReader.QueryAsync(connection, AtMoments, new DynamicParameters(new { rows }), ct), ct);
    }

    public Task<IReadOnlyList<long>> BootTemplatesAsync(CancellationToken ct) =>
        database.RunAsync<IReadOnlyList<long>>(
            async connection => [.. (await connection.QueryAsync<ulong>(new CommandDefinition(Boots, cancellationToken: ct)))
                .Select(id => (long)id)],
            ct);

    public Task<IReadOnlyDictionary<string, ReceivedHeartbeat>> HeartbeatsAsync(CancellationToken ct) =>
        database.RunAsync<IReadOnlyDictionary<string, ReceivedHeartbeat>>(
            async connection => await HeartbeatStore.ReadAllAsync(connection, ct), ct);

    private Task<IReadOnlyList<string>> NamesAsync(string sql, CancellationToken ct) =>
        database.RunAsync<IReadOnlyList<string>>(
            async connection => [.. (await connection.QueryAsync<string>(new CommandDefinition(sql, cancellationToken: ct)))
                .Where(name => name.Length > 0).Order(StringComparer.Ordinal)],
            ct);

    /// <summary>One string for each name: a window has few of them, many times over.</summary>
    private static string Shared(Dictionary<string, string> names, string name)
    {
        names.TryAdd(name, name);
        return names[name];
    }

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);
}
