using System.Data.Common;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using DevMesh.Bench.Backfill;
using DevMesh.Functions.MariaDb;

namespace DevMesh.Bench.Faults;

/// <summary>What is in the table of one sender's logs.</summary>
/// <param name="Found">Different logs that are there.</param>
/// <param name="Lost">Acknowledged ones that are not.</param>
/// <param name="Doubled">Rows beyond one of a log.</param>
/// <param name="Halved">Batches of which only a part is there.</param>
/// <param name="WrongTemplate">Rows whose template is missing or is not that of their message.</param>
internal sealed record FoundLogs(int Found, int Lost, int Doubled, int Halved, int WrongTemplate);

/// <summary>By how much counts differ from what is there.</summary>
/// <param name="Templates">Counts of a template, node and hour that are not the number of its rows.</param>
/// <param name="Values">Of the index of values; each log has one.</param>
/// <param name="Stats">What GET /stats tells of all logs.</param>
/// <param name="Vectors">Templates without one.</param>
internal sealed record MiscountedRows(long Templates, long Values, long Stats, long Vectors)
{
    public long Sum => Templates + Values + Stats + Vectors;
}

/// <summary>Reads the tables, by SQL of its own and past every proxy, and compares them with what was sent.</summary>
internal static class FaultCheck
{
    private const int Timeout = 120;

    // Each count against the rows of its template, node and hour, both ways.
    private const string Miscounted = """
        SELECT COUNT(*) FROM (
            SELECT template_id, node, hour FROM (
                SELECT template_id, node, DATE_FORMAT(timestamp, '%Y-%m-%d %H:00:00') AS hour, COUNT(*) AS count
                FROM log_events GROUP BY 1, 2, 3
                UNION ALL
                SELECT template_id, node, DATE_FORMAT(hour, '%Y-%m-%d %H:00:00'), -CAST(count AS SIGNED) FROM template_activity
            ) AS both_ways GROUP BY 1, 2, 3 HAVING SUM(count) <> 0) AS wrong
        """;

    public static async Task<FoundLogs> OfAsync(ISender sender, NumberedLogs logs, DbConnection connection, CancellationToken ct)
    {
        Dictionary<int, int> rows = [];
        int wrongTemplate = 0;
        await using DbCommand command = connection.CreateCommand();
        command.CommandTimeout = Timeout;
        command.CommandText =
            $"""
            SELECT e.message, t.canonical_text FROM log_events e LEFT JOIN log_templates t ON t.id = e.template_id
            WHERE e.node = '{sender.Node}'
            """;
        await using (DbDataReader reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                string message = reader.GetString(0);
                int number = NumberedLogs.NumberOf(message) ?? throw new InvalidOperationException($"nobody sent this: {message}");
                rows[number] = rows.GetValueOrDefault(number) + 1;
                string? template = await reader.IsDBNullAsync(1, ct) ? null : reader.GetString(1);
                wrongTemplate += message == logs.Message(number) && template == logs.Template(number) ? 0 : 1;
            }
        }

        return new FoundLogs(
            rows.Count,
            Enumerable.Range(0, sender.Sent).Count(number => sender.IsAcknowledged(number) && !rows.ContainsKey(number)),
            rows.Values.Sum() - rows.Count,
            rows.Keys.CountBy(number => number / sender.Whole).Count(batch => batch.Value != sender.Whole),
            wrongTemplate);
    }

    /// <summary>Compares counts with what is there. Nobody may be sending.</summary>
    public static async Task<MiscountedRows> MiscountedAsync(DbConnection connection, HttpClient http, CancellationToken ct)
    {
        long rows = await ScalarAsync("SELECT COUNT(*) FROM log_events");
        long values = await ScalarAsync("SELECT CAST(COALESCE(SUM(1 + LENGTH(earlier) DIV 5), 0) AS SIGNED) FROM log_values");
        JsonElement stats = await http.GetFromJsonAsync<JsonElement>("/stats", ct);
        long told = stats.GetProperty("logs").GetProperty("count").GetInt64();
        return new MiscountedRows(
            await ScalarAsync(Miscounted), Math.Abs(values - rows), Math.Abs(told - rows), await KillFigures.MissedAsync(connection));

        Task<long> ScalarAsync(string sql) => connection.ExecuteScalarAsync<long>(
            new CommandDefinition(sql, commandTimeout: Timeout, cancellationToken: ct));
    }

    public static async Task<DbConnection> OpenAsync(string connectionString, CancellationToken ct)
    {
        DbConnection connection = Driver.CreateDataSource(connectionString).CreateConnection();
        await connection.OpenAsync(ct);
        return connection;
    }
}
