using DevMesh.Tests.Support;

namespace DevMesh.Tests.Takeover;

/// <summary>Tables as a platform in Python may have left them, with eight nodes and messages that hold values.</summary>
internal static class OldPlatform
{
    /// <summary>Rows a second apart, of two old templates and of none.</summary>
    /// <param name="columns">Of log_events besides the usual ones, each with its comma.</param>
    public static async Task CreateAsync(ScratchDatabase scratch, int rows, string columns = "", bool hasKey = true)
    {
        await scratch.DropTablesAsync();
        await scratch.ExecuteAsync(
            $"""
            CREATE TABLE log_events (
                {(hasKey ? "id INT NOT NULL AUTO_INCREMENT PRIMARY KEY," : "")} {columns}
                timestamp DATETIME(6) NULL, created_at TIMESTAMP NULL, host VARCHAR(255) NULL, source TEXT, severity INT,
                message LONGTEXT, template_id INT NULL, facility VARCHAR(32)) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4
            """);
        await scratch.ExecuteAsync(
            """
            INSERT INTO log_events (timestamp, created_at, host, source, severity, message, template_id, facility)
            SELECT '2026-10-01' + INTERVAL seq - 1 SECOND, '2026-10-02', CONCAT('node-', seq % 8), 'sshd.service',
                   seq % 8, IF(seq % 3 = 0, CONCAT('session ', seq, ' closed'), CONCAT('login of user from 10.0.7.', seq % 200)),
                   IF(seq % 5 = 0, NULL, 1 + seq % 2), 'auth'
            FROM seq_1_to_ROWS
            """.Replace("ROWS", $"{rows}", StringComparison.Ordinal));
    }

    public static async Task CreateTemplatesAsync(ScratchDatabase scratch, string vector = "", params string[] vectors)
    {
        await scratch.ExecuteAsync(
            $"""
            CREATE TABLE log_templates (
                id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, canonical_text TEXT NOT NULL, canon_hash CHAR(64), count INT DEFAULT 0
                {(vector.Length == 0 ? "" : $", embedding_vector {vector}, embedding_model VARCHAR(100)")}) ENGINE = InnoDB
            """);
        string[] texts = ["login of user from <IP>", "session <NUM> closed"];
        for (int i = 0; i < texts.Length; i++)
        {
            await scratch.ExecuteAsync("INSERT INTO log_templates (canonical_text) VALUES (@text)", new { text = texts[i] });
            if (vector.Length > 0)
            {
                await scratch.ExecuteAsync($"UPDATE log_templates SET {vectors[i]} WHERE id = {i + 1}");
            }
        }
    }
}
