using System.Data;
using System.Data.Common;
using Dapper;
using DevMesh.Domain.Backfill;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="IActivityAudit"/>
internal sealed class ActivityAudit(Database database) : IActivityAudit
{
    private const string Correct = """
        UPDATE template_activity SET count = GREATEST(CAST(count AS SIGNED) + @Delta, 0)
        WHERE template_id = @Template AND node = @Node AND hour = @hour
        """;

    private const string Add = """
        INSERT INTO template_activity (template_id, node, hour, count) VALUES (@Template, @Node, @hour, @Delta)
        ON DUPLICATE KEY UPDATE count = count + @Delta
        """;

    private const string DropEmpty =
        "DELETE FROM template_activity WHERE template_id = @Template AND node = @Node AND hour = @hour AND count = 0";

    public Task<IReadOnlyList<DateTime>> HoursAsync(CancellationToken ct) =>
        database.RunAsync<IReadOnlyList<DateTime>>(
            async connection =>
            {
                SortedSet<DateTime> hours = [.. (await connection.QueryAsync<DateTime>(new CommandDefinition(
                    "SELECT DISTINCT hour FROM template_activity", commandTimeout: 0, cancellationToken: ct))).Select(Utc)];
                for (DateTime? next = DateTime.MinValue; next is not null;)
                {
                    // Hop from hour to hour along the key instead of reading every row.
                    next = await connection.ExecuteScalarAsync<DateTime?>(new CommandDefinition(
                        "SELECT MIN(timestamp) FROM log_events FORCE INDEX (PRIMARY) WHERE timestamp >= @next",
                        new { next },
                        cancellationToken: ct));
                    if (next is { } found)
                    {
                        DateTime hour = Utc(found.AddTicks(-(found.Ticks % TimeSpan.TicksPerHour)));
                        hours.Add(hour);
                        next = hour.AddHours(1);
                    }
                }

                return [.. hours];
            },
            ct);

    public async Task<ActivityDifferences> RepairAsync(DateTime hour, CancellationToken ct)
    {
        Difference[] differences = await database.RunAsync(connection => CompareAsync(connection, hour, ct), ct);
        if (differences.Length > 0)
        {
            // Once: differences are added, so a commit whose answer was lost must not be repeated. The next run looks again.
            await database.RunUnlessLostAsync(connection => CorrectAsync(connection, hour, differences, ct), ct);
        }

        return new ActivityDifferences(differences.Length, differences.Sum(each => Math.Abs(each.Delta)));
    }

    /// <summary>
    /// Rows and counts of one snapshot: whatever changes a row changes its count in the same transaction, so they differ in
    /// it only by what is wrong. The difference stays right while both change, which is why it is added and nothing is set.
    /// </summary>
    private static async Task<Difference[]> CompareAsync(DbConnection connection, DateTime hour, CancellationToken ct)
    {
        await using DbTransaction snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        object span = new { hour, end = hour.AddHours(1) };
        string[] nodes = [.. await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT DISTINCT node FROM template_activity", transaction: snapshot, cancellationToken: ct))];
        Dictionary<(ulong, string), long> differences = (await connection.QueryAsync<(ulong Template, string Node, long Count)>(
            new CommandDefinition(
                """
                SELECT template_id, node, COUNT(*) FROM log_events FORCE INDEX (PRIMARY)
                WHERE timestamp >= @hour AND timestamp < @end AND template_id IS NOT NULL
                GROUP BY template_id, node
                """,
                span,
                snapshot,
                commandTimeout: 0,
                cancellationToken: ct))).ToDictionary(row => (row.Template, row.Node), row => row.Count);
        IEnumerable<(ulong Template, string Node, long Count)> counted = nodes.Length == 0 ? []
            : await connection.QueryAsync<(ulong, string, long)>(new CommandDefinition(
                """
                SELECT template_id, node, CAST(count AS SIGNED) FROM template_activity FORCE INDEX (node)
                WHERE node IN @nodes AND hour = @hour
                """,
                new { nodes, hour },
                snapshot,
                cancellationToken: ct));
        foreach ((ulong template, string node, long count) in counted)
        {
            differences[(template, node)] = differences.GetValueOrDefault((template, node)) - count;
        }

        await snapshot.CommitAsync(ct);
        return
        [
            .. differences.Where(pair => pair.Value != 0)
                .OrderBy(pair => pair.Key.Item1).ThenBy(pair => pair.Key.Item2, StringComparer.Ordinal)
                .Select(pair => new Difference(pair.Key.Item1, pair.Key.Item2, pair.Value)),
        ];
    }

    private static async Task<bool> CorrectAsync(
        DbConnection connection, DateTime hour, Difference[] differences, CancellationToken ct)
    {
        await using DbTransaction transaction = await connection.BeginTransactionAsync(ct);
        foreach (Difference each in differences)
        {
            object parameters = new { each.Template, each.Node, each.Delta, hour };
            await connection.ExecuteAsync(new CommandDefinition(
                each.Delta > 0 ? Add : Correct, parameters, transaction, cancellationToken: ct));
            if (each.Delta < 0)
            {
                await connection.ExecuteAsync(new CommandDefinition(DropEmpty, parameters, transaction, cancellationToken: ct));
            }
        }

        await transaction.CommitAsync(ct);
        return true;
    }

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);

    private sealed record Difference(ulong Template, string Node, long Delta);
}
