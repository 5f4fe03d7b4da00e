using System.Data.Common;
using System.Runtime.InteropServices;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Search;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="IVectorSearch"/>
internal sealed class VectorSearch(Database database) : IVectorSearch
{
    /// <summary>
    /// How many more neighbours the graph is asked for than are answered, which is how wide it is walked, too: it misses some
    /// of the nearest, the fewer the wider the walk. Measured by <c>./devmesh bench vectors</c>.
    /// </summary>
    public const int Overfetch = 4;

    /// <summary>Up to so many candidates are compared one by one: a filter beside a walk of the graph makes it a long one.</summary>
    private const int FewCandidates = 2000;

    public Task<IReadOnlyList<Neighbour>> NearestAsync(
        EmbeddingModel model, float[] query, IReadOnlySet<long>? candidates, int count, CancellationToken ct)
    {
        string sql = candidates is { Count: <= FewCandidates }
            ? candidates.Count == 0 ? "" : Exact(VectorStore.Table(model.Id), candidates, count)
            : ByGraph(VectorStore.Table(model.Id), count * Overfetch);
        return sql.Length == 0
            ? Task.FromResult<IReadOnlyList<Neighbour>>([])
            : database.RunAsync<IReadOnlyList<Neighbour>>(
                async connection => [.. (await ReadAsync(connection, sql, query, ct))
                    .Where(neighbour => candidates?.Contains(neighbour.TemplateId) != false)
                    .OrderByDescending(neighbour => neighbour.Cosine).ThenBy(neighbour => neighbour.TemplateId)
                    .Take(count)],
                ct);
    }

    /// <summary>The statement that the vector index serves: this literal form and no other.</summary>
    internal static string ByGraph(string table, int limit) =>
        $"SET STATEMENT mhnsw_ef_search = {limit} FOR "
        + $"SELECT template_id, VEC_DISTANCE_COSINE(`vector`, @query) FROM {table} ORDER BY VEC_DISTANCE_COSINE(`vector`, @query) LIMIT {limit}";

    private static string Exact(string table, IReadOnlySet<long> candidates, int limit) =>
        $"SELECT template_id, VEC_DISTANCE_COSINE(`vector`, @query) AS distance FROM {table} FORCE INDEX (PRIMARY) "
        + $"WHERE template_id IN ({string.Join(", ", candidates)}) ORDER BY distance, template_id LIMIT {limit}";

    private static async Task<List<Neighbour>> ReadAsync(DbConnection connection, string sql, float[] query, CancellationToken ct)
    {
        await using DbCommand command = connection.Command(sql, ("@query", MemoryMarshal.AsBytes<float>(query).ToArray()));
        await using DbDataReader reader = await command.ExecuteReaderAsync(ct);
        List<Neighbour> found = [];
        while (await reader.ReadAsync(ct))
        {
            found.Add(new Neighbour(Convert.ToInt64(reader.GetValue(0)), 1 - Convert.ToSingle(reader.GetValue(1))));
        }

        return found;
    }
}
