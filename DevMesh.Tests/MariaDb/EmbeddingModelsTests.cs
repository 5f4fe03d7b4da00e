using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Search;
using DevMesh.Domain.Templates;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;
using Moq;

namespace DevMesh.Tests.MariaDb;

public sealed class EmbeddingModelsTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private readonly EmbeddingModels _models = new(scratch.Database);
    private readonly VectorStore _vectors = new(scratch.Database);

    public async Task InitializeAsync()
    {
        await scratch.ClearAsync();
        await scratch.ExecuteAsync("DELETE FROM embedding_models");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_model_that_is_not_served_is_dropped_with_its_tables_and_the_served_one_is_not()
    {
        EmbeddingModel served = await _vectors.OpenAsync("one", 8, default);
        EmbeddingModel other = await _vectors.OpenAsync("two", 8, default);
        await new LogVectorStore(scratch.Database).OpenAsync(other, default);
        await new BackfillCursors(scratch.Database).SaveAsync("template-vectors", other.Id.ToString(), 5, default);

        Assert.False(await _models.DropAsync(served.Id, default));
        Assert.True(await _models.DropAsync(other.Id, default));
        Assert.False(await _models.DropAsync(other.Id, default));

        Assert.Equal([new StoredModel(served, 0, 0)], await _models.ListAsync(default));
        Assert.Equal([VectorStore.Table(served.Id)], await TablesAsync(served.Id, other.Id));
        Assert.Equal(0, await new BackfillCursors(scratch.Database).ReadAsync("template-vectors", other.Id.ToString(), default));
    }

    [Fact]
    public async Task A_worker_that_still_reads_vectors_that_are_gone_reads_templates_without_them()
    {
        await _vectors.OpenAsync("one", 8, default);
        EmbeddingModel gone = await _vectors.OpenAsync("two", 8, default);
        await AddTemplateAsync();
        await _models.DropAsync(gone.Id, default);
        IndexedTemplate template = Assert.Single(await new TemplateSource(scratch.Database).ReadAsync(gone, 0, 10, default));
        Assert.True(template.Vector.IsEmpty);
    }

    [Fact]
    public async Task A_worker_whose_settings_name_a_model_that_was_dropped_makes_it_anew()
    {
        Mock<IEmbedderCatalog> embedders = new();
        embedders.SetupGet(catalog => catalog.Configured).Returns(new LexicalEmbedder(8));
        TemplateEmbedder embedder = new(embedders.Object, _vectors);
        await _vectors.OpenAsync("served", 8, default);
        EmbeddingModel model = await embedder.ModelAsync(default);
        CreatedTemplate template = new(await AddTemplateAsync(), "a");
        await _models.DropAsync(model.Id, default);

        await Assert.ThrowsAsync<Domain.Errors.StoreUnavailableException>(() => embedder.EmbedAsync([template], default));
        Assert.Equal(1, await embedder.EmbedAsync([template], default));
    }

    private Task<long> AddTemplateAsync() => scratch.ScalarAsync<long>(
        """
        INSERT INTO log_templates (canonical_text, canon_hash, canon_version, first_seen, last_seen)
        VALUES ('a', UNHEX(MD5(RAND())), 1, NOW(6), NOW(6)) RETURNING id
        """);

    private async Task<string[]> TablesAsync(params int[] ids)
    {
        List<string> found = [];
        foreach (string table in ids.SelectMany(id => new[] { VectorStore.Table(id), LogVectorStore.Table(id) }))
        {
            if (await scratch.ScalarAsync<int>(
                "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = @table", new { table }) > 0)
            {
                found.Add(table);
            }
        }

        return [.. found];
    }
}
