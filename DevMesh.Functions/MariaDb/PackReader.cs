using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
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

    /// <summary>How many templates one statement asks for: each is a range of the key.</summary>
    private const int TemplatesAtOnce = 400;

    // Added up here: the server needs longer to group rows than to send them, and one range of the clustered key can stop.
    private const string Logs = """
        SELECT template_id, node, service, CAST(level AS INT), timestamp FROM log_events FORCE INDEX (PRIMARY)
        WHERE timestamp >= @since AND timestamp < @until AND template_id IS NOT NULL
        ORDER BY timestamp, id LIMIT @most
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
                Dictionary<(long, string, string, long), MinuteCount> minutes = [];
                Dictionary<string, string> names = [];
                int read = 0;
                DateTime last = window.Since;
                await using DbCommand command = connection.Command(
                    Logs, ("@since", window.Since), ("@until", window.Until), ("@most", most));
                await using DbDataReader reader = await command.ExecuteReaderAsync(ct);
                for (; await reader.ReadAsync(ct); read++)
                {
                    long template = Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture);
                    string node = Shared(names, reader.GetString(1));
                    string service = Shared(names, reader.GetString(2));
                    Level level = (Level)(Convert.ToInt32(reader.GetValue(3), CultureInfo.InvariantCulture) - 1);
                    last = Utc(reader.GetDateTime(4));
                    ref MinuteCount minute = ref CollectionsMarshal.GetValueRefOrAddDefault(
                        minutes, (template, node, service, last.Ticks / TimeSpan.TicksPerMinute), out bool known);
                    minute = known
                        ? minute with { Level = level < minute.Level ? level : minute.Level, Last = last, Count = minute.Count + 1 }
                        : new MinuteCount(template, node, service, level, First: last, last, Count: 1);
                }

                MinuteCount[] ordered = [.. minutes.Values];
                Array.Sort(ordered, static (one, other) =>
                    one.First != other.First ? one.First.CompareTo(other.First)
                    : one.TemplateId != other.TemplateId ? one.TemplateId.CompareTo(other.TemplateId)
                    : string.CompareOrdinal(one.Node, other.Node) is not 0 and int order ? order
                    : string.CompareOrdinal(one.Service, other.Service));
                return new WindowCounts(ordered, read < most ? window.Until : last);
            },
            ct);

    public Task<IReadOnlyList<PastCount>> CountPastAsync(
        ILookup<string, long> templates, TimeWindow hours, IReadOnlyList<TimeWindow> parts, CancellationToken ct)
    {
        string inParts = string.Join(" OR ", parts.Select((_, i) => InPart(i)).DefaultIfEmpty("FALSE"));
        string inLastPart = parts.Count > 0 ? InPart(parts.Count - 1) : "FALSE";
        (string, object)[] times =
        [
            ("@since", hours.Since), ("@until", hours.Until),
            .. parts.SelectMany((part, i) => new (string, object)[] { ($"@since{i}", part.Since), ($"@until{i}", part.Until) }),
        ];
        return database.RunAsync<IReadOnlyList<PastCount>>(
            async connection =>
            {
                List<PastCount> counts = [];
                foreach ((string node, long[] some) in templates.SelectMany(
                    node => node.Order().Chunk(TemplatesAtOnce), (node, some) => (node.Key, some)))
                {
                    // Sums of whole numbers would be decimals, which the server adds up digit by digit.
                    await using DbCommand command = connection.Command(
                        $"""
                        SELECT template_id, CAST(SUM(count * 1e0) AS SIGNED), SUM(count * 1e0 * count),
                               CAST(SUM(IF({inParts}, count, 0e0)) AS SIGNED), CAST(SUM(IF({inLastPart}, count, 0e0)) AS SIGNED)
                        FROM template_activity FORCE INDEX (PRIMARY)
                        WHERE template_id IN ({string.Join(", ", some)}) AND node = @node AND hour >= @since AND hour < @until
                        GROUP BY template_id
                        """,
                        [("@node", node), .. times]);
                    await using DbDataReader reader = await command.ExecuteReaderAsync(ct);
                    while (await reader.ReadAsync(ct))
                    {
                        counts.Add(new PastCount(
                            Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture),
                            node,
                            reader.GetInt64(1),
                            reader.GetDouble(2),
                            reader.GetInt64(3),
                            reader.GetInt64(4)));
                    }
                }

                return counts;
            },
            ct);

        static string InPart(int i) => $"(hour >= @since{i} AND hour < @until{i})";
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
                connection => connection.QueryAsync<(ulong Id, string Text, DateTime FirstSeen)>(Statement.Once(
                    $"SELECT id, canonical_text, first_seen FROM log_templates WHERE id IN ({string.Join(", ", some)})", [], ct)),
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
