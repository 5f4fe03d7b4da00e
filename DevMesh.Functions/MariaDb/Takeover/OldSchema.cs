using System.Data.Common;
using System.Globalization;
using Dapper;
using DevMesh.Domain.Takeover;

namespace DevMesh.Functions.MariaDb.Takeover;

/// <summary>Reads what a table of the old platform looks like.</summary>
internal static class OldSchema
{
    public static async Task<bool> ExistsAsync(DbConnection connection, string table, CancellationToken ct) =>
        await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = @table",
            new { table },
            cancellationToken: ct)) > 0;

    public static async Task<OldTable> ReadAsync(DbConnection connection, string table, CancellationToken ct)
    {
        ColumnRow[] rows = [.. await connection.QueryAsync<ColumnRow>(new CommandDefinition(
            """
            SELECT column_name AS Name, data_type AS DataType, column_type AS Type, extra AS Extra, is_nullable = 'YES' AS
                Nullable
            FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = @table ORDER BY ordinal_position
            """,
            new { table },
            cancellationToken: ct))];
        (long count, long bytes) = await connection.QuerySingleAsync<(long, long)>(new CommandDefinition(
            """
            SELECT CAST(COALESCE(table_rows, 0) AS SIGNED), CAST(COALESCE(data_length + index_length, 0) AS SIGNED)
            FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = @table
            """,
            new { table },
            cancellationToken: ct));
        return new OldTable(table, [.. rows.Select(ColumnOf)], await KeyAsync(connection, table, rows, ct), count, bytes);
    }

    /// <summary>
    /// A column of whole numbers that is unique by itself. What the server counts up is taken, too, if it is unique as it
    /// stands: tables in partitions have keys of several columns.
    /// </summary>
    private static async Task<string?> KeyAsync(DbConnection connection, string table, ColumnRow[] columns, CancellationToken ct)
    {
        HashSet<string> whole = [.. columns.Where(each => each.IsWhole && !each.Nullable).Select(each => each.Name)];
        string? unique = (await connection.QueryAsync<string>(new CommandDefinition(
            """
            SELECT MIN(column_name) FROM information_schema.statistics
            WHERE table_schema = DATABASE() AND table_name = @table AND non_unique = 0
            GROUP BY index_name HAVING COUNT(*) = 1 ORDER BY index_name <> 'PRIMARY', index_name
            """,
            new { table },
            cancellationToken: ct))).FirstOrDefault(whole.Contains);
        if (unique is not null || columns.FirstOrDefault(each => each.IsCounted) is not { } counted)
        {
            return unique;
        }

        string name = OldSql.Name(counted.Name);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            $"SELECT COUNT(*) = COUNT(DISTINCT {name}) FROM {OldSql.Name(table)}", commandTimeout: 0, cancellationToken: ct))
            ? counted.Name
            : throw new TakeoverException(
                $"{table} has no key of one column of whole numbers, and {counted.Name}, which is AUTO_INCREMENT, holds numbers "
                + "twice: rows cannot be told apart by it, and a table has one such column at most");
    }

    private static OldColumn ColumnOf(ColumnRow row)
    {
        OldKind kind = row.Extra.Contains("GENERATED", StringComparison.OrdinalIgnoreCase) ? OldKind.Other : row.DataType switch
        {
            "char" or "varchar" or "tinytext" or "text" or "mediumtext" or "longtext" => OldKind.Text,
            "enum" or "set" or "uuid" or "inet4" or "inet6" => OldKind.Text,
            "binary" or "varbinary" or "tinyblob" or "blob" or "mediumblob" or "longblob" => OldKind.Binary,
            "tinyint" or "smallint" or "mediumint" or "int" or "bigint" or "decimal" or "float" or "double" or "year" =>
                OldKind.Number,
            "datetime" or "date" or "time" => OldKind.LocalTime,
            "timestamp" => OldKind.Instant,
            "vector" => OldKind.Vector,
            _ => OldKind.Other,
        };
        return new OldColumn(row.Name, row.Type, kind, kind is OldKind.Vector ? LengthOf(row.Type) : 0);
    }

    /// <summary>Of <c>vector(4096)</c>.</summary>
    private static int LengthOf(string type) =>
        int.Parse(type.AsSpan(type.IndexOf('(') + 1).TrimEnd(')'), NumberStyles.None, CultureInfo.InvariantCulture);

    private sealed class ColumnRow
    {
        public string Name { get; set; } = "";

        public string DataType { get; set; } = "";

        public string Type { get; set; } = "";

        public string Extra { get; set; } = "";

        public bool Nullable { get; set; }

        public bool IsWhole => DataType is "tinyint" or "smallint" or "mediumint" or "int" or "bigint";

        public bool IsCounted => IsWhole && Extra.Contains("auto_increment", StringComparison.OrdinalIgnoreCase);
    }
}
