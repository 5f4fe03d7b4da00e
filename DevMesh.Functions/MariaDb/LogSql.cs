namespace DevMesh.Functions.MariaDb;

/// <summary>The statements that store logs. Each takes its rows as one JSON parameter, see <see cref="JsonRows"/>.</summary>
internal static class LogSql
{
    // JSON_TABLE turns what it cannot convert into NULL unless told otherwise; here everything wrong is an error.
    // "id = id" changes nothing and, unlike INSERT IGNORE, hides nothing: a duplicate counts as no affected row.
    public const string Insert = """
        INSERT INTO log_events
            (timestamp, received_at, event_key, node, service, level, message, `cursor`, fields, flags, template_id)
        SELECT r.timestamp, @received_at, UNHEX(r.event_key), @node, r.service, r.level, r.message, r.`cursor`, r.fields,
               r.flags, r.template_id
        FROM JSON_TABLE(CONVERT(@rows USING utf8mb4), '$[*]' COLUMNS (
            timestamp DATETIME(6) PATH '$[0]' ERROR ON EMPTY ERROR ON ERROR,
            event_key CHAR(32) CHARACTER SET ascii PATH '$[1]' ERROR ON EMPTY ERROR ON ERROR,
            template_id BIGINT UNSIGNED PATH '$[2]' ERROR ON EMPTY ERROR ON ERROR,
            level TINYINT UNSIGNED PATH '$[3]' ERROR ON EMPTY ERROR ON ERROR,
            flags TINYINT UNSIGNED PATH '$[4]' ERROR ON EMPTY ERROR ON ERROR,
            service VARCHAR(255) PATH '$[5]' ERROR ON EMPTY ERROR ON ERROR,
            `cursor` VARCHAR(1024) PATH '$[6]' ERROR ON EMPTY ERROR ON ERROR,
            message MEDIUMTEXT PATH '$[7]' ERROR ON EMPTY ERROR ON ERROR,
            fields MEDIUMTEXT PATH '$[8]' ERROR ON EMPTY ERROR ON ERROR)) AS r
        ON DUPLICATE KEY UPDATE id = log_events.id
        """;

    public const string SelectStored = """
        SELECT e.timestamp, HEX(e.event_key)
        FROM JSON_TABLE(CONVERT(@rows USING utf8mb4), '$[*]' COLUMNS (
            timestamp DATETIME(6) PATH '$[0]' ERROR ON EMPTY ERROR ON ERROR,
            event_key CHAR(32) CHARACTER SET ascii PATH '$[1]' ERROR ON EMPTY ERROR ON ERROR)) AS r
        STRAIGHT_JOIN log_events e FORCE INDEX (event) ON e.timestamp = r.timestamp AND e.event_key = UNHEX(r.event_key)
        """;

    public const string AddActivity = """
        INSERT INTO template_activity (template_id, node, hour, count)
        SELECT r.template_id, @node, r.hour, r.count
        FROM JSON_TABLE(CONVERT(@rows USING utf8mb4), '$[*]' COLUMNS (
            template_id BIGINT UNSIGNED PATH '$[0]' ERROR ON EMPTY ERROR ON ERROR,
            hour DATETIME PATH '$[1]' ERROR ON EMPTY ERROR ON ERROR,
            count BIGINT UNSIGNED PATH '$[2]' ERROR ON EMPTY ERROR ON ERROR)) AS r
        ON DUPLICATE KEY UPDATE count = template_activity.count + VALUES(count)
        """;

    // In key order. Two batches may have a value at the same newest microsecond: the row then holds the times of both. What
    // would not fit is left out, because no value is worth refusing a log.
    public const string AddValues = """
        INSERT INTO log_values (segment, value_hash, timestamp, earlier)
        SELECT r.segment, r.value_hash, r.timestamp, UNHEX(r.earlier)
        FROM JSON_TABLE(CONVERT(@rows USING utf8mb4), '$[*]' COLUMNS (
            segment DATETIME PATH '$[0]' ERROR ON EMPTY ERROR ON ERROR,
            value_hash INT UNSIGNED PATH '$[1]' ERROR ON EMPTY ERROR ON ERROR,
            timestamp DATETIME(6) PATH '$[2]' ERROR ON EMPTY ERROR ON ERROR,
            earlier VARCHAR(4000) CHARACTER SET ascii PATH '$[3]' ERROR ON EMPTY ERROR ON ERROR)) AS r
        ON DUPLICATE KEY UPDATE
            earlier = LEFT(CONCAT(log_values.earlier, VALUES(earlier)), 16000)
        """;

    public const string MoveSeen = """
        UPDATE JSON_TABLE(CONVERT(@rows USING utf8mb4), '$[*]' COLUMNS (
            id BIGINT UNSIGNED PATH '$[0]' ERROR ON EMPTY ERROR ON ERROR,
            first_seen DATETIME(6) PATH '$[1]' ERROR ON EMPTY ERROR ON ERROR,
            last_seen DATETIME(6) PATH '$[2]' ERROR ON EMPTY ERROR ON ERROR)) AS r
        STRAIGHT_JOIN log_templates t ON t.id = r.id
        SET t.first_seen = LEAST(t.first_seen, r.first_seen), t.last_seen = GREATEST(t.last_seen, r.last_seen)
        """;
}
