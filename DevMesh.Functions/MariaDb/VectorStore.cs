using System.Data.Common;
using System.Runtime.InteropServices;
using Dapper;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Templates;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="IVectorStore"/>
internal sealed class VectorStore(Database database) : IVectorStore
{
    /// <summary>Rows of one statement and one transaction: a megabyte of vectors at 4096 dimensions.</summary>
    private const int RowsPerStatement = 64;

    /// <summary>Rows that are relabelled at a time, so that ingest never waits long for one of them.</summary>
    private const int LabelledAtOnce = 1000;

    /// <summary>Held while models come and go.</summary>
    public const string LockName = "CONCAT('devmesh_models_', MD5(DATABASE()))";

    private const string Label = """
        SET t.embedding_model = m.model, t.embedding_dim = m.dim, t.chunk_version = @chunkVersion
        """;

    /// <summary>The table that holds a model's vectors.</summary>
    public static string Table(int modelId) => $"template_vectors_{modelId}";

    public Task<EmbeddingModel> OpenAsync(string name, int dimension, CancellationToken ct) =>
        database.RunAsync(
            async connection =>
            {
                // Under a lock, or two workers with two models could each find none that is served, and serve theirs.
                await connection.ExecuteAsync(new CommandDefinition($"DO GET_LOCK({LockName}, 30)", commandTimeout: 60, cancellationToken: ct));
                try
                {
                    return await EmbeddingModels.OpenLockedAsync(connection, name, dimension, ct);
                }
                finally
                {
                    await connection.ExecuteAsync($"DO RELEASE_LOCK({LockName})");
                }
            },
            ct);

    public async Task<int> StoreAsync(
        EmbeddingModel model, int chunkVersion, IReadOnlyCollection<TemplateVector> vectors, CancellationToken ct)
    {
        // In key order, so that two workers with the same templates wait for each other instead of deadlocking.
        TemplateVector[] ordered = [.. vectors.DistinctBy(vector => vector.TemplateId).OrderBy(vector => vector.TemplateId)];
        int stored = 0;
        foreach (TemplateVector[] chunk in ordered.Chunk(RowsPerStatement))
        {
            stored += await database.RunAsync(connection => StoreChunkAsync(connection, model, chunkVersion, chunk, ct), ct);
        }

        return stored;
    }

    public Task<LackingTemplates> LackingAsync(EmbeddingModel model, long after, int scan, CancellationToken ct) =>
        database.RunAsync(
            async connection =>
            {
                long? last = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
                    "SELECT MAX(id) FROM (SELECT id FROM log_templates WHERE id > @after ORDER BY id LIMIT @scan) AS looked_at",
                    new { after, scan },
                    cancellationToken: ct));
                if (last is null)
                {
                    return new LackingTemplates([], LastId: null);
                }

                var rows = await connection.QueryAsync<(ulong Id, string Text)>(new CommandDefinition(
                    $"""
                    SELECT t.id, t.canonical_text FROM log_templates t
                    LEFT JOIN {Table(model.Id)} v ON v.template_id = t.id
                    WHERE t.id > @after AND t.id <= @last AND v.template_id IS NULL
                    ORDER BY t.id
                    """,
                    new { after, last },
                    cancellationToken: ct));
                return new LackingTemplates([.. rows.Select(row => new CreatedTemplate((long)row.Id, row.Text))], last);
            },
            ct);

    public async Task ServeAsync(EmbeddingModel model, int chunkVersion, CancellationToken ct)
    {
        await database.RunAsync(
            connection => connection.ExecuteAsync(new CommandDefinition(
                "UPDATE embedding_models SET served = (id = @Id)", model, cancellationToken: ct)),
            ct);
        await LabelAsync(model, chunkVersion, ct);
    }

    public async Task LabelAsync(EmbeddingModel model, int chunkVersion, CancellationToken ct)
    {
        for (long? after = 0; after is not null;)
        {
            after = await LabelAsync(model, chunkVersion, after.Value, ct);
        }
    }

    public Task<long> CountLackingAsync(EmbeddingModel model, long after, CancellationToken ct) =>
        database.RunAsync(
            connection => connection.ExecuteScalarAsync<long>(new CommandDefinition(
                $"""
                SELECT COUNT(*) FROM log_templates t LEFT JOIN {Table(model.Id)} v ON v.template_id = t.id
                WHERE t.id > @after AND v.template_id IS NULL
                """,
                new { after },
                commandTimeout: 0,
                cancellationToken: ct)),
            ct);

    private static async Task<int> StoreChunkAsync(
        DbConnection connection, EmbeddingModel model, int chunkVersion, TemplateVector[] chunk, CancellationToken ct)
    {
        await using DbTransaction transaction = await connection.BeginTransactionAsync(ct);
        string rows = string.Join(", ", Enumerable.Range(0, chunk.Length).Select(i => $"(@t{i}, @v{i})"));
        (string, object)[] parameters =
        [
            .. chunk.SelectMany((vector, i) => new (string, object)[]
            {
                ($"@t{i}", vector.TemplateId), ($"@v{i}", MemoryMarshal.AsBytes(vector.Vector.Span).ToArray()),
            }),
        ];
        await using DbCommand insert = connection.Command(
            $"INSERT INTO {Table(model.Id)} (template_id, `vector`) VALUES {rows} ON DUPLICATE KEY UPDATE template_id = template_id",
            parameters);
        insert.Transaction = transaction;
        int stored = await insert.ExecuteNonQueryAsync(ct);

        // The row of the model is locked by the join, so a switch of models comes before or after, never between.
        await connection.ExecuteAsync(Statement.Once(
            $"""
            UPDATE log_templates t JOIN embedding_models m ON m.id = @Id AND m.served
            {Label}, t.updated_at = UTC_TIMESTAMP(6)
            WHERE t.id IN ({string.Join(", ", chunk.Select(vector => vector.TemplateId))})
            AND NOT (t.embedding_model <=> m.model AND t.embedding_dim <=> m.dim)
            """,
            [("Id", model.Id), ("chunkVersion", chunkVersion)],
            ct,
            transaction));
        await transaction.CommitAsync(ct);
        return stored;
    }

    /// <summary>Labels the next templates with the model, if it is still the one that is served.</summary>
    /// <returns>The last id, or null at the end.</returns>
    private Task<long?> LabelAsync(EmbeddingModel model, int chunkVersion, long after, CancellationToken ct) =>
        database.RunAsync(
            async connection =>
            {
                long? last = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
                    $"""
                    SELECT MAX(template_id) FROM (
                        SELECT template_id FROM {Table(model.Id)} WHERE template_id > @after
                        ORDER BY template_id LIMIT {LabelledAtOnce}) AS looked_at
                    """,
                    new { after },
                    cancellationToken: ct));
                await connection.ExecuteAsync(new CommandDefinition(
                    $"""
                    UPDATE log_templates t
                    JOIN {Table(model.Id)} v ON v.template_id = t.id
                    JOIN embedding_models m ON m.id = @Id AND m.served
                    {Label}
                    WHERE t.id > @after AND t.id <= @last
                    AND NOT (t.embedding_model <=> m.model AND t.embedding_dim <=> m.dim)
                    """,
                    new { model.Id, chunkVersion, after, last },
                    cancellationToken: ct));
                return last;
            },
            ct);
}
