using Dapper;
using DevMesh.Domain.Canonicalization;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Backfill;

/// <summary>Logs and templates put straight into the tables, in states that ingest would not leave behind.</summary>
internal sealed class StoredLogs(ScratchDatabase scratch)
{
    public static readonly DateTime Start = new(2026, 11, 20, 10, 0, 0, DateTimeKind.Utc);

    private int _logs;

    public Task<long> TemplateAsync(string text, string version) => scratch.ScalarAsync<long>(
        """
        INSERT INTO log_templates (canonical_text, canon_hash, canon_version, first_seen, last_seen)
        VALUES (@text, @hash, @version, @Start, @Start) RETURNING id
        """,
        new { text, version, Start, hash = CanonHash.Of(version.GetHashCode(StringComparison.Ordinal), text).ToBytes() });

    /// <summary>A log a minute after the one before, counted if it has a template.</summary>
    public async Task AddAsync(string message, long? template, string node = "web", bool isCounted = true)
    {
        DateTime time = Start.AddMinutes(_logs++);
        await scratch.ExecuteAsync(
            """
            INSERT INTO log_events (timestamp, received_at, event_key, node, service, level, message, template_id)
            VALUES (@time, @time, UNHEX(MD5(@number)), @node, 's', 'info', @message, @template)
            """,
            new { time, number = _logs, node, message, template });
        if (template is not null && isCounted)
        {
            await scratch.ExecuteAsync(
                """
                INSERT INTO template_activity (template_id, node, hour, count) VALUES (@template, @node, @hour, 1)
                ON DUPLICATE KEY UPDATE count = count + 1
                """,
                new { template, node, hour = time.AddMinutes(-time.Minute) });
        }
    }

    /// <summary>Whether each count is the number of rows that are there, and no row is left out.</summary>
    public async Task<bool> CountsAgreeAsync() =>
        await scratch.ScalarAsync<long>(
            """
            SELECT COUNT(*) FROM (
                SELECT template_id, node, DATE_FORMAT(timestamp, '%Y-%m-%d %H:00:00') AS hour, COUNT(*) AS count
                FROM log_events WHERE template_id IS NOT NULL GROUP BY 1, 2, 3
                EXCEPT SELECT template_id, node, DATE_FORMAT(hour, '%Y-%m-%d %H:00:00'), count FROM template_activity) AS missing
            """) == 0
        && await scratch.ScalarAsync<long>("SELECT COALESCE(SUM(count), 0) FROM template_activity")
            == await scratch.ScalarAsync<long>("SELECT COUNT(*) FROM log_events WHERE template_id IS NOT NULL");

    /// <summary>Each message with the text and version of its template, in the order of time.</summary>
    public async Task<IReadOnlyList<(string Message, string? Text, string? Version)>> ReadAsync() =>
        [.. await scratch.Database.RunAsync(
            connection => connection.QueryAsync<(string, string?, string?)>(
                """
                SELECT e.message, t.canonical_text, t.canon_version FROM log_events e
                LEFT JOIN log_templates t ON t.id = e.template_id ORDER BY e.timestamp, e.id
                """),
            default)];
}
