using System.Data.Common;
using Dapper;
using DevMesh.Bench.Running;

namespace DevMesh.Bench.Disk;

/// <summary>How much a table takes.</summary>
/// <param name="Rows">Counted, not estimated.</param>
/// <param name="Data">Bytes of the rows, which lie in the primary key, as the server counts its pages.</param>
/// <param name="Indexes">Bytes of the other keys, counted alike.</param>
/// <param name="File">Bytes of its file: both, and what is free in it.</param>
internal sealed record TableSize(string Name, long Rows, long Data, long Indexes, long File)
{
    /// <summary>Every table of the database that has rows, the largest first.</summary>
    public static async Task<IReadOnlyList<TableSize>> AllAsync(string database)
    {
        await using DbDataSource source = BenchServer.Open(database);
        await using DbConnection connection = await source.OpenConnectionAsync();
        List<TableSize> sizes = [];
        foreach (string table in await connection.QueryAsync<string>(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"))
        {
            // Without it the lengths are those of an earlier moment.
            await connection.ExecuteAsync($"ANALYZE TABLE {table}", commandTimeout: 600);
            long rows = await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table}", commandTimeout: 600);
            (long data, long indexes) = await connection.QuerySingleAsync<(long, long)>(
                """
                SELECT data_length, index_length FROM information_schema.tables
                WHERE table_schema = DATABASE() AND table_name = @table
                """,
                new { table });
            sizes.Add(new TableSize(table, rows, data, indexes, BenchServer.BytesOnDisk(database, table)));
        }

        return [.. sizes.Where(size => size.Rows > 0).OrderByDescending(size => size.File)];
    }
}
