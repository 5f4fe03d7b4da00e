using System.Data.Common;
using Dapper;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Nodes;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="INodeReader"/>
internal sealed class NodeReader(Database database) : INodeReader
{
    /// <summary>How many of a node's latest logs tell when it was last heard of and how its clock runs.</summary>
    private const int Latest = 100;

    // A group per node and level, so that each end is one step in the index (node, level, timestamp).
    private const string Spans = """
        SELECT node AS Node, MIN(first) AS First
        FROM (SELECT node, level, MIN(timestamp) AS first FROM log_events GROUP BY node, level) AS levels
        GROUP BY node ORDER BY node
        """;

    private const string Counts = """
        SELECT node AS Node, CAST(SUM(count) AS SIGNED) AS Logs,
               CAST(SUM(IF(hour >= @lastHour AND hour <= @now, count, 0)) AS SIGNED) AS LogsLastHour
        FROM template_activity GROUP BY node
        """;

    public Task<IReadOnlyList<NodeStatus>> ListAsync(DateTime now, CancellationToken ct) =>
        database.RunAsync<IReadOnlyList<NodeStatus>>(
            async connection =>
            {
                var counts = (await connection.QueryAsync<(string Node, long Logs, long LogsLastHour)>(
                    new CommandDefinition(Counts, new { now, lastHour = now.AddHours(-1).AddMinutes(-now.Minute) }, cancellationToken: ct)))
                    .ToDictionary(row => row.Node);
                Dictionary<string, ReceivedHeartbeat> heartbeats = await HeartbeatStore.ReadAllAsync(connection, ct);
                List<NodeStatus> nodes = [];
                foreach ((string node, DateTime first) in await connection.QueryAsync<(string, DateTime)>(
                    new CommandDefinition(Spans, cancellationToken: ct)))
                {
                    var (_, logs, lastHour) = counts.GetValueOrDefault(node);
                    heartbeats.Remove(node, out ReceivedHeartbeat? heartbeat);
                    NodeStatus status = new(node, Utc(first), null, null, logs, lastHour, null, heartbeat);
                    nodes.Add(await LatestAsync(connection, status, now, ct));
                }

                return [.. nodes.Concat(heartbeats.Select(each => NodeStatus.Pending(each.Key, each.Value)))
                    .OrderBy(node => node.Node, StringComparer.Ordinal)];
            },
            ct);

    private static async Task<NodeStatus> LatestAsync(DbConnection connection, NodeStatus node, DateTime now, CancellationToken ct)
    {
        LogFilter filter = new LogFilter(Node: node.Node).EndingBy(now);
        LogQuery query = LogQuery.For(filter);
        List<LogEvent> latest = await LogReader.QueryAsync(connection, query.Rows(filter, Latest), query.Parameters, ct);
        return latest.Count == 0
            ? node
            : node with
            {
                LastLog = latest[0].Timestamp,
                LastReceivedAt = latest.Max(log => log.ReceivedAt),
                ClockAhead = latest.Max(log => log.Timestamp - log.ReceivedAt),
            };
    }

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);
}
