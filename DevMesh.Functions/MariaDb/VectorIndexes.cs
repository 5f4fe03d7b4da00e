using System.Data.Common;
using Dapper;

namespace DevMesh.Functions.MariaDb;

/// <summary>A vector index as it was found or built.</summary>
/// <param name="Created">False when it was there already.</param>
/// <param name="CacheBytes">What the server's mhnsw_max_cache_size should be at least, so that the whole graph fits.</param>
/// <param name="ServerCacheBytes">What it is.</param>
internal sealed record VectorIndexState(string Table, long Rows, bool Created, long CacheBytes, long ServerCacheBytes);

/// <summary>Builds the vector index (HNSW, cosine) of the model that is served.</summary>
internal sealed class VectorIndexes(Database database)
{
    /// <summary>
    /// Links of a node in the graph. Measured by <c>./devmesh bench vectors</c>: fewer find too little, more take longer to
    /// build and to walk.
    /// </summary>
    public const int Links = 16;

    private const string IndexName = "nearest";

    /// <summary>Builds the index on the vectors of templates.</summary>
    /// <returns>Null when there are no vectors yet.</returns>
    public Task<VectorIndexState?> CreateForTemplatesAsync(CancellationToken ct) => CreateAsync(VectorStore.Table, ct);

    /// <summary>Builds the index on the vectors of single logs.</summary>
    /// <returns>Null when there are no vectors.</returns>
    public Task<VectorIndexState?> CreateForLogsAsync(CancellationToken ct) => CreateAsync(id => $"log_vectors_{id}", ct);

    /// <summary>The statement that builds it; a table has one vector index at most, and building it copies the table.</summary>
    internal static string Statement(string table, int links) =>
        $"ALTER TABLE {table} ADD VECTOR INDEX IF NOT EXISTS {IndexName} (`vector`) M={links} DISTANCE=cosine";

    /// <summary>What a graph of so many vectors takes in the server's cache: numbers of 16 bits and the links of each.</summary>
    internal static long CacheBytesOf(long rows, int dimension) => rows * ((2L * dimension) + (Links * 2 * 2 * sizeof(long)) + 128);

    private Task<VectorIndexState?> CreateAsync(Func<int, string> tableOf, CancellationToken ct) =>
        database.RunAsync(
            async connection =>
            {
                var model = (await connection.QueryAsync<(uint Id, int Dimension)?>(new CommandDefinition(
                    "SELECT id, dim FROM embedding_models WHERE served", cancellationToken: ct))).FirstOrDefault();
                if (model is not { } served || !await ExistsAsync(connection, tableOf((int)served.Id), "tables", "1 = 1", ct))
                {
                    return null;
                }

                string table = tableOf((int)served.Id);
                bool there = await ExistsAsync(connection, table, "statistics", $"index_name = '{IndexName}'", ct);
                // A large graph takes its time; only the caller's token ends it.
                await connection.ExecuteAsync(new CommandDefinition(Statement(table, Links), commandTimeout: 0, cancellationToken: ct));
                long rows = await connection.ExecuteScalarAsync<long>(new CommandDefinition($"SELECT COUNT(*) FROM {table}", cancellationToken: ct));
                long cache = await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT @@mhnsw_max_cache_size", cancellationToken: ct));
                return new VectorIndexState(table, rows, !there, CacheBytesOf(rows, served.Dimension), cache);
            },
            ct);

    private static async Task<bool> ExistsAsync(DbConnection connection, string table, string view, string condition, CancellationToken ct) =>
        await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"SELECT COUNT(*) FROM information_schema.{view} WHERE table_schema = DATABASE() AND table_name = @table AND {condition}",
            new { table },
            cancellationToken: ct)) > 0;
}
