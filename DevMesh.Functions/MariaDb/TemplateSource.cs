using System.Data.Common;
using System.Runtime.InteropServices;
using Dapper;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Search;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="ITemplateSource"/>
internal sealed class TemplateSource(Database database) : ITemplateSource
{
    public Task<TemplateChanges> LookAsync(DateTime? since, CancellationToken ct) =>
        database.RunAsync(
            async connection =>
            {
                // Reads nothing but the index on updated_at, and from it only the last minutes.
                ChangesRow row = await connection.QuerySingleAsync<ChangesRow>(new CommandDefinition(
                    """
                    SELECT UTC_TIMESTAMP(6) AS now, m.id AS model_id, m.model, m.dim, c.count, c.microseconds
                    FROM (SELECT COUNT(*) AS count,
                                 CAST(COALESCE(SUM(TIMESTAMPDIFF(MICROSECOND, @since, updated_at)), 0) AS SIGNED) AS microseconds
                          FROM log_templates FORCE INDEX (updated_at) WHERE updated_at >= @since) AS c
                    LEFT JOIN embedding_models m ON m.served
                    """,
                    new { since },
                    cancellationToken: ct));
                return new TemplateChanges(
                    Utc(row.Now),
                    row.Model_id is uint id ? new EmbeddingModel((int)id, row.Model!, row.Dim!.Value, Served: true) : null,
                    row.Count,
                    row.Microseconds);
            },
            ct);

    public Task<IReadOnlyList<TemplateVersion>> UpdatedSinceAsync(DateTime since, CancellationToken ct) =>
        database.RunAsync<IReadOnlyList<TemplateVersion>>(
            async connection =>
            [
                .. (await connection.QueryAsync<(ulong Id, DateTime UpdatedAt)>(new CommandDefinition(
                    "SELECT id, updated_at FROM log_templates FORCE INDEX (updated_at) WHERE updated_at >= @since",
                    new { since },
                    cancellationToken: ct)))
                .Select(row => new TemplateVersion((long)row.Id, Utc(row.UpdatedAt))),
            ],
            ct);

    public Task<IReadOnlyList<IndexedTemplate>> ReadAsync(EmbeddingModel? model, long after, int limit, CancellationToken ct) =>
        database.RunAsync(
            connection => ReadAsync(
                connection, model, "t.id > @after ORDER BY t.id LIMIT @limit", [("after", after), ("limit", limit)], ct),
            ct);

    public Task<IReadOnlyList<IndexedTemplate>> ReadAsync(
        EmbeddingModel? model, IReadOnlyCollection<long> ids, CancellationToken ct) =>
        database.RunAsync(
            connection => ReadAsync(connection, model, $"t.id IN ({string.Join(", ", ids)})", [], ct), ct);

    private static async Task<IReadOnlyList<IndexedTemplate>> ReadAsync(
        DbConnection connection, EmbeddingModel? model, string condition, (string, object?)[] parameters, CancellationToken ct)
    {
        (string vector, string join) = model is null
            ? ("NULL", "")
            : ("v.`vector`", $"LEFT JOIN {VectorStore.Table(model.Id)} v ON v.template_id = t.id");
        try
        {
            var rows = await connection.QueryAsync<(ulong Id, DateTime UpdatedAt, string Text, byte[]? Vector)>(Statement.Once(
                $"SELECT t.id, t.updated_at, t.canonical_text, {vector} FROM log_templates t {join} WHERE {condition}",
                parameters,
                ct));
            return
            [
                .. rows.Select(row => new IndexedTemplate(
                    (long)row.Id, Utc(row.UpdatedAt), row.Text, MemoryMarshal.Cast<byte, float>(row.Vector).ToArray())),
            ];
        }
        catch (DbException e) when (model is not null && Driver.IsNoSuchTable(e))
        {
            // Its vectors were dropped by hand, and this worker has yet to change over to the model that is served.
            return await ReadAsync(connection, model: null, condition, parameters, ct);
        }
    }

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);

    private sealed class ChangesRow
    {
        public DateTime Now { get; set; }

        public uint? Model_id { get; set; }

        public string? Model { get; set; }

        public int? Dim { get; set; }

        public long Count { get; set; }

        public long Microseconds { get; set; }
    }
}
