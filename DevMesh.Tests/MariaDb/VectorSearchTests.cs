using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Search;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.MariaDb;

public sealed class VectorSearchTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private const int Dimension = 64;
    private const int Count = 1500;

    private readonly float[][] _vectors = [.. Enumerable.Range(0, Count).Select(i => Unit(new Random(i / 30), new Random(i)))];

    private EmbeddingModel _model = null!;

    private VectorSearch Search => new(scratch.Database);

    public async Task InitializeAsync()
    {
        VectorStore store = new(scratch.Database);
        _model = await store.OpenAsync("test", Dimension, default);
        await store.StoreAsync(_model, 1, [.. _vectors.Select((vector, i) => new TemplateVector(i + 1, vector))], default);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_index_serves_the_query_and_finds_what_an_exact_scan_finds()
    {
        VectorIndexState? state = await new VectorIndexes(scratch.Database).CreateForTemplatesAsync(default);
        Assert.Equal((VectorStore.Table(_model.Id), Count), (state!.Table, state.Rows));
        Assert.False((await new VectorIndexes(scratch.Database).CreateForTemplatesAsync(default))!.Created);

        string plan = await PlanAsync(VectorSearch.ByGraph(state.Table, 40));
        Assert.Contains("nearest", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("filesort", plan, StringComparison.Ordinal);

        int found = 0;
        for (int i = 0; i < 20; i++)
        {
            float[] query = Unit(new Random(i), new Random(9000 + i));
            IReadOnlyList<Neighbour> nearest = await Search.NearestAsync(_model, query, null, 10, default);
            Assert.Equal(10, nearest.Count);
            Assert.Equal(nearest.OrderByDescending(neighbour => neighbour.Cosine), nearest);
            Assert.All(nearest, neighbour => Assert.Equal(TensorPrimitives.Dot<float>(query, _vectors[neighbour.TemplateId - 1]), neighbour.Cosine, 0.001f));
            found += nearest.Select(neighbour => neighbour.TemplateId).Intersect(Exact(query, _ => true)).Count();
        }

        Assert.InRange(found, 190, 200);
    }

    [Fact]
    public async Task Without_an_index_the_answer_is_the_same()
    {
        float[] query = Unit(new Random(3), new Random(7));
        Assert.Equal(Exact(query, _ => true), (await Search.NearestAsync(_model, query, null, 10, default)).Select(neighbour => neighbour.TemplateId));
    }

    [Fact]
    public async Task Few_candidates_are_compared_exactly()
    {
        HashSet<long> candidates = [.. Enumerable.Range(1, Count).Where(i => i % 97 == 0).Select(i => (long)i), 999_999];
        float[] query = Unit(new Random(5), new Random(5));
        Assert.Equal(
            Exact(query, candidates.Contains), (await Search.NearestAsync(_model, query, candidates, 10, default)).Select(neighbour => neighbour.TemplateId));
        Assert.Empty(await Search.NearestAsync(_model, query, new HashSet<long>(), 10, default));
    }

    private long[] Exact(float[] query, Func<long, bool> candidate) =>
    [
        .. Enumerable.Range(1, Count).Select(i => (long)i).Where(candidate)
            .OrderByDescending(id => TensorPrimitives.Dot<float>(query, _vectors[id - 1])).Take(10),
    ];

    private async Task<string> PlanAsync(string statement)
    {
        string select = statement[statement.IndexOf("SELECT", StringComparison.Ordinal)..];
        return await scratch.ScalarAsync<string>(
            $"EXPLAIN FORMAT=JSON {select}", new { query = MemoryMarshal.AsBytes<float>(_vectors[0]).ToArray() });
    }

    /// <summary>A vector near to a middle that vectors share.</summary>
    private static float[] Unit(Random middle, Random own)
    {
        float[] vector = [.. Enumerable.Range(0, Dimension).Select(_ => (float)(middle.NextDouble() - 0.5 + ((own.NextDouble() - 0.5) * 0.6)))];
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }
}
