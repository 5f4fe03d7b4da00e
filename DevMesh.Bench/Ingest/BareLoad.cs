using System.Data.Common;
using System.Diagnostics;
using System.Text;
using Dapper;
using DevMesh.Bench.Running;

namespace DevMesh.Bench.Ingest;

/// <summary>
/// The fastest way into the same table: one connection, one file, one statement, every column computed beforehand, into an
/// empty table with the same keys, on the same server.
/// </summary>
internal static class BareLoad
{
    private static readonly string[] Columns =
        ["timestamp", "received_at", "HEX(event_key)", "node", "service", "level", "message", "`cursor`", "fields", "flags", "template_id"];

    /// <summary>Loads what log_events holds into an empty copy of it.</summary>
    /// <returns>Seconds that the statement took.</returns>
    public static async Task<double> RunAsync(DbConnection connection)
    {
        string file = Path.Combine(BenchServer.DataFolder, "load.tsv");
        await WriteAsync(connection, file);
        await connection.ExecuteAsync("DROP TABLE IF EXISTS log_events_loaded");
        await connection.ExecuteAsync("CREATE TABLE log_events_loaded LIKE log_events");
        long started = Stopwatch.GetTimestamp();
        await connection.ExecuteAsync(
            $"""
            LOAD DATA LOCAL INFILE '{file}' INTO TABLE log_events_loaded CHARACTER SET utf8mb4
            (timestamp, received_at, @key, node, service, level, message, `cursor`, fields, flags, template_id)
            SET event_key = UNHEX(@key)
            """,
            commandTimeout: 600);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await connection.ExecuteAsync("DROP TABLE log_events_loaded");
        File.Delete(file);
        return seconds;
    }

    /// <summary>The rows in the order of their ids, as LOAD DATA reads them: tab-separated, backslash-escaped, \N for NULL.</summary>
    private static async Task WriteAsync(DbConnection connection, string file)
    {
        await using StreamWriter writer = new(file, append: false, new UTF8Encoding(false), 1 << 20);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", Columns.Select(column => $"CAST({column} AS CHAR)"))} FROM log_events ORDER BY id";
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            for (int i = 0; i < Columns.Length; i++)
            {
                writer.Write(await reader.IsDBNullAsync(i) ? @"\N" : Escape(reader.GetString(i)));
                writer.Write(i == Columns.Length - 1 ? '\n' : '\t');
            }
        }
    }

    private static string Escape(string text) => text
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("\t", @"\t", StringComparison.Ordinal)
        .Replace("\n", @"\n", StringComparison.Ordinal);
}
