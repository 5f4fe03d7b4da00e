namespace DevMesh.Functions.MariaDb;

/// <summary>The statements that give logs another template. Each takes its rows as one JSON parameter, see <see cref="JsonRows"/>.</summary>
internal static class LogTemplatesSql
{
    // A version is text: a number, or the name of foreign rules. What is as new as the rules in use, or newer, is settled.
    public const string Unsettled = """
        SELECT e.id, e.timestamp, e.node, e.message, e.template_id, t.id IS NOT NULL AS known
        FROM log_events e FORCE INDEX (id) LEFT JOIN log_templates t ON t.id = e.template_id
        WHERE e.id > @after AND e.id <= @last
        AND (t.id IS NULL OR (t.canon_version <> @version
            AND NOT (t.canon_version REGEXP '^[0-9]+$' AND CAST(t.canon_version AS UNSIGNED) > @number)))
        ORDER BY e.id LIMIT @limit
        """;

    public const string Lock = $"""
        SELECT e.id FROM {Moves}
        STRAIGHT_JOIN log_events e FORCE INDEX (PRIMARY) ON e.timestamp = r.timestamp AND e.id = r.id
        WHERE COALESCE(e.template_id, 0) = r.old_template FOR UPDATE
        """;

    public const string Move = $"""
        UPDATE {Moves}
        STRAIGHT_JOIN log_events e FORCE INDEX (PRIMARY) ON e.timestamp = r.timestamp AND e.id = r.id
        SET e.template_id = r.new_template
        """;

    // Never below zero: rows that came into the table from elsewhere may never have been counted. The safety net tells.
    public const string TakeActivity = $"""
        UPDATE {Activity}
        STRAIGHT_JOIN template_activity a ON a.template_id = r.template_id AND a.node = r.node AND a.hour = r.hour
        SET a.count = IF(a.count > r.count, a.count - r.count, 0)
        """;

    public const string DropEmptyActivity = $"""
        DELETE a FROM {Activity}
        STRAIGHT_JOIN template_activity a ON a.template_id = r.template_id AND a.node = r.node AND a.hour = r.hour
        WHERE a.count = 0
        """;

    public const string AddActivity = $"""
        INSERT INTO template_activity (template_id, node, hour, count)
        SELECT r.template_id, r.node, r.hour, r.count FROM {Activity}
        ON DUPLICATE KEY UPDATE count = template_activity.count + VALUES(count)
        """;

    private const string Moves = """
        JSON_TABLE(CONVERT(@rows USING utf8mb4), '$[*]' COLUMNS (
            timestamp DATETIME(6) PATH '$[0]' ERROR ON EMPTY ERROR ON ERROR,
            id BIGINT UNSIGNED PATH '$[1]' ERROR ON EMPTY ERROR ON ERROR,
            new_template BIGINT UNSIGNED PATH '$[2]' ERROR ON EMPTY ERROR ON ERROR,
            old_template BIGINT UNSIGNED PATH '$[3]' ERROR ON EMPTY ERROR ON ERROR)) AS r
        """;

    private const string Activity = """
        JSON_TABLE(CONVERT(@rows USING utf8mb4), '$[*]' COLUMNS (
            template_id BIGINT UNSIGNED PATH '$[0]' ERROR ON EMPTY ERROR ON ERROR,
            node VARCHAR(64) CHARACTER SET ascii COLLATE ascii_nopad_bin PATH '$[1]' ERROR ON EMPTY ERROR ON ERROR,
            hour DATETIME PATH '$[2]' ERROR ON EMPTY ERROR ON ERROR,
            count BIGINT UNSIGNED PATH '$[3]' ERROR ON EMPTY ERROR ON ERROR)) AS r
        """;
}
