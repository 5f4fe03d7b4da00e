using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Search;
using DevMesh.Domain.Search.Values;

namespace DevMesh.Tests.Search;

public sealed class TemplateIndexTests : IDisposable
{
    private static readonly EmbeddingModel Model = new(1, LexicalEmbedder.ModelName, LexicalEmbedder.DefaultDimension, Served: true);
    private static readonly LexicalEmbedder Embedder = new();

    private static readonly QueryValues NoValues = QueryValues.Of([], []);

    private readonly TemplateIndex _index = new();

    public TemplateIndexTests()
    {
        _index.Serve(new VectorIndex(Model));
        Add((7, "disk error"), (3, "disk error"), (5, "disk error"), (9, "the disk of the host"), (1, "kernel panic"));
    }

    [Fact]
    public void Equals_are_in_the_order_of_ids_whatever_the_order_they_came_in() =>
        Assert.Equal([3, 5, 7, 9], Rank("disk error"));

    [Fact]
    public void Only_candidates_are_ranked_and_unknown_ones_do_no_harm() =>
        Assert.Equal([5, 9], Rank("disk error", candidates: new HashSet<long> { 9, 5, 1, 1000 }));

    [Fact]
    public void A_leg_finds_no_more_than_its_depth() => Assert.Single(Rank("disk error", depth: 1));

    [Fact]
    public void A_query_of_another_model_is_answered_by_words()
    {
        List<RankedTemplate> ranked = _index.Rank(
            SearchQuery.Parse("disk"), new QueryVector(Model with { Id = 2 }, Embedder.Embed("disk")), NoValues, null, 10);
        Assert.Equal([3, 5, 7, 9], ranked.Select(each => each.Id).Order());
        Assert.All(ranked, each => Assert.Equal(0, each.VectorRank));
    }

    [Fact]
    public void Searches_and_additions_side_by_side_do_no_harm()
    {
        Parallel.For(0, 200, i =>
        {
            if (i % 4 == 0)
            {
                Add((100 + i, $"disk error number{i}"));
            }

            Assert.Contains(3, Rank("disk error"));
        });
        Assert.Equal(55, _index.Count);
        Assert.Equal(55, _index.Embedded);
    }

    public void Dispose() => _index.Dispose();

    private void Add(params (long Id, string Text)[] templates) => _index.Add(
        [.. templates.Select(template => new IndexedTemplate(template.Id, DateTime.UnixEpoch, template.Text, Embedder.Embed(template.Text)))],
        Model);

    private IEnumerable<long> Rank(string query, IReadOnlySet<long>? candidates = null, int depth = 1000) =>
        _index.Rank(SearchQuery.Parse(query), new QueryVector(Model, Embedder.Embed(query)), NoValues, candidates, depth).Select(each => each.Id);
}
