using System.Data.Common;
using System.Runtime.InteropServices;
using Dapper;
using DevMesh.Domain.Backfill;
using DevMesh.Domain.Embeddings;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="ILogVectorStore"/>
internal sealed class LogVectorStore(Database database) : ILogVectorStore
{
    /// <summary>The length of log_events.embedding_vector.</summary>
    private const int ColumnDimension = 4096;

    /// <summary>Rows of one statement and one transaction: a megabyte of vectors at 4096 dimensions.</summary>
    private const int RowsPerStatement = 64;

    /// <summary>The table that holds a model's vectors of logs.</summary>
    public static string Table(int modelId) => $"log_vectors_{modelId}";

    /// <summary>Those of them that are there, whatever the model.</summary>
    public static async Task<IReadOnlyList<string>> TablesAsync(
        DbConnection connection, DbTransaction transaction, CancellationToken ct) =>
        [
            .. await connection.QueryAsync<string>(new CommandDefinition(
                """
                SELECT table_name FROM information_schema.tables
                WHERE table_schema = DATABASE() AND table_name REGEXP '^log_vectors_[0-9]+$'
                """,
                transaction: transaction,
                cancellationToken: ct)),
        ];

    public Task OpenAsync(EmbeddingModel model, CancellationToken ct) =>
        database.RunAsync(
            connection => connection.ExecuteAsync(new CommandDefinition(
                $"""
                CREATE TABLE IF NOT EXISTS {Table(model.Id)} (
                    log_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
                    `vector` VECTOR({model.Dimension}) NOT NULL
                ) ENGINE = InnoDB
                """,
                cancellationToken: ct)),
            ct);

    public Task<long> CountLackingAsync(EmbeddingModel model, long after, CancellationToken ct) =>
        database.RunAsync(
            connection => connection.ExecuteScalarAsync<long>(new CommandDefinition(
                $"""
                SELECT COUNT(*) FROM log_events e FORCE INDEX (id) LEFT JOIN {Table(model.Id)} v ON v.log_id = e.id
                WHERE e.id > @after AND v.log_id IS NULL
                """,
                new { after },
                commandTimeout: 0,
                cancellationToken: ct)),
            ct);

    public Task<UnembeddedTexts> LackingAsync(EmbeddingModel model, long after, int scan, CancellationToken ct) =>
        database.RunAsync(
            async connection =>
            {
                long? last = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
                    """
                    SELECT MAX(id) FROM (
                        SELECT id FROM log_events FORCE INDEX (id) WHERE id > @after ORDER BY id LIMIT @scan) AS looked_at
                    """,
                    new { after, scan },
                    cancellationToken: ct));
                if (last is null)
                {
                    return new UnembeddedTexts([], LastId: null);
                }

                var rows = await connection.QueryAsync<(ulong Id, string Text)>(new CommandDefinition(
                    $"""
                    SELECT e.id, e.message FROM log_events e FORCE INDEX (id) LEFT JOIN {Table(model.Id)} v ON v.log_id = e.id
                    WHERE e.id > @after AND e.id <= @last AND v.log_id IS NULL
                    ORDER BY e.id
                    """,
                    new { after, last },
                    cancellationToken: ct));
                return new UnembeddedTexts([.. rows.Select(row => new UnembeddedText((long)row.Id, row.Text))], last);
            },
            ct);

    public async Task<int> StoreAsync(
        EmbeddingModel model, IReadOnlyList<(long LogId, float[] Vector)> vectors, CancellationToken ct)
    {
        int stored = 0;
        foreach ((long, float[])[] chunk in vectors.OrderBy(vector => vector.LogId).Chunk(RowsPerStatement))
        {
            stored += await database.RunAsync(connection => StoreChunkAsync(connection, model, chunk, ct), ct);
        }

        return stored;
    }

    private static async Task<int> StoreChunkAsync(
        DbConnection connection, EmbeddingModel model, (long LogId, float[] Vector)[] chunk, CancellationToken ct)
    {
        await using DbTransaction transaction = await connection.BeginTransactionAsync(ct);
        string rows = string.Join(" UNION ALL ", chunk.Select((_, i) => $"SELECT @t{i} AS log_id, @v{i} AS `vector`"));
        (string, object)[] parameters =
        [
            .. chunk.SelectMany((each, i) => new (string, object)[]
            {
                ($"@t{i}", each.LogId), ($"@v{i}", MemoryMarshal.AsBytes(each.Vector.AsSpan()).ToArray()),
            }),
        ];

        // The join leaves out logs that retention has deleted since they were read, and locks the others until the commit.
        await using DbCommand insert = connection.Command(
            $"""
            INSERT INTO {Table(model.Id)} (log_id, `vector`)
            SELECT r.log_id, r.`vector` FROM ({rows}) AS r STRAIGHT_JOIN log_events e FORCE INDEX (id) ON e.id = r.log_id
            ON DUPLICATE KEY UPDATE log_id = {Table(model.Id)}.log_id
            """,
            parameters);
        insert.Transaction = transaction;
        int stored = await insert.ExecuteNonQueryAsync(ct);
        if (model.Dimension == ColumnDimension)
        {
            await connection.ExecuteAsync(Statement.Once(
                $"""
                UPDATE log_events e FORCE INDEX (id) JOIN {Table(model.Id)} v ON v.log_id = e.id SET e.embedding_vector = v.`vector`
                WHERE e.id IN ({string.Join(", ", chunk.Select(each => each.LogId))})
                """,
                [],
                ct,
                transaction));
        }

        await transaction.CommitAsync(ct);
        return stored;
    }
}
