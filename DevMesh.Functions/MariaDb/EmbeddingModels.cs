using System.Data.Common;
using Dapper;
using DevMesh.Domain.Embeddings;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="IEmbeddingModels"/>
internal sealed class EmbeddingModels(Database database) : IEmbeddingModels
{
    public Task<IReadOnlyList<StoredModel>> ListAsync(CancellationToken ct) =>
        database.RunAsync(connection => ListAsync(connection, ct), ct);

    public Task<bool> DropAsync(int modelId, CancellationToken ct) =>
        database.RunAsync(
            async connection =>
            {
                await connection.ExecuteAsync(new CommandDefinition(
                    $"DO GET_LOCK({VectorStore.LockName}, 30)", commandTimeout: 60, cancellationToken: ct));
                try
                {
                    bool served = await connection.ExecuteScalarAsync<bool?>(new CommandDefinition(
                        "SELECT served FROM embedding_models WHERE id = @modelId", new { modelId }, cancellationToken: ct)) ?? true;
                    if (served)
                    {
                        return false;
                    }

                    // The entry last: while it is there, a drop that was interrupted can be asked for again.
                    await connection.ExecuteAsync(new CommandDefinition(
                        $"DROP TABLE IF EXISTS {VectorStore.Table(modelId)}, {LogVectorStore.Table(modelId)}", cancellationToken: ct));
                    await connection.ExecuteAsync(new CommandDefinition(
                        """
                        DELETE FROM backfill_cursors WHERE name IN ('template-vectors', 'log-vectors') AND goal = @modelId;
                        DELETE FROM embedding_models WHERE id = @modelId
                        """,
                        new { modelId },
                        cancellationToken: ct));
                    return true;
                }
                finally
                {
                    await connection.ExecuteAsync($"DO RELEASE_LOCK({VectorStore.LockName})");
                }
            },
            ct);

    /// <summary>The model's entry, made with its table if there is none. The first one of all is served.</summary>
    internal static async Task<EmbeddingModel> OpenLockedAsync(
        DbConnection connection, string name, int dimension, CancellationToken ct)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO embedding_models (model, dim, served)
            SELECT @name, @dimension, NOT EXISTS (SELECT 1 FROM embedding_models WHERE served)
            ON DUPLICATE KEY UPDATE id = embedding_models.id
            """,
            new { name, dimension },
            cancellationToken: ct));
        (uint id, bool served) = await connection.QuerySingleAsync<(uint, bool)>(new CommandDefinition(
            "SELECT id, served FROM embedding_models WHERE model = @name AND dim = @dimension",
            new { name, dimension },
            cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(
            $"""
            CREATE TABLE IF NOT EXISTS {VectorStore.Table((int)id)} (
                template_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
                `vector` VECTOR({dimension}) NOT NULL
            ) ENGINE = InnoDB
            """,
            cancellationToken: ct));
        return new EmbeddingModel((int)id, name, dimension, served);
    }

    internal static async Task<IReadOnlyList<StoredModel>> ListAsync(DbConnection connection, CancellationToken ct)
    {
        List<StoredModel> models = [];
        foreach ((int id, string name, int dim, bool served) in await connection.QueryAsync<(int, string, int, bool)>(
            new CommandDefinition("SELECT CAST(id AS SIGNED), model, dim, served FROM embedding_models ORDER BY id", cancellationToken: ct)))
        {
            long templates = await CountAsync(connection, VectorStore.Table(id), ct);
            long logs = await CountAsync(connection, LogVectorStore.Table(id), ct);
            models.Add(new StoredModel(new EmbeddingModel(id, name, dim, served), templates, logs));
        }

        return models;
    }

    /// <summary>The rows of a table; none when it is not there.</summary>
    private static async Task<long> CountAsync(DbConnection connection, string table, CancellationToken ct)
    {
        bool exists = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = @table",
            new { table },
            cancellationToken: ct)) > 0;
        return !exists ? 0 : await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"SELECT COUNT(*) FROM {table}", cancellationToken: ct));
    }
}
