using System.Runtime.InteropServices;
using Dapper;
using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Templates;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.MariaDb;

public sealed class VectorStoreTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private const int Dimension = 64;

    private static readonly LexicalEmbedder Embedder = new(Dimension);

    private VectorStore Store => new(scratch.Database);

    public async Task InitializeAsync()
    {
        await scratch.ExecuteAsync("DELETE FROM log_templates");
        foreach (int id in await scratch.Database.RunAsync(c => c.QueryAsync<int>("SELECT id FROM embedding_models"), default))
        {
            await scratch.ExecuteAsync($"DROP TABLE IF EXISTS {VectorStore.Table(id)}");
        }

        await scratch.ExecuteAsync("DELETE FROM embedding_models");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_first_model_is_served_and_later_ones_wait()
    {
        EmbeddingModel first = await Store.OpenAsync("one", Dimension, default);
        EmbeddingModel second = await Store.OpenAsync("two", Dimension, default);
        Assert.True(first.Served);
        Assert.False(second.Served);
        Assert.Equal(first, await Store.OpenAsync("one", Dimension, default));
    }

    [Fact]
    public async Task Workers_that_open_models_at_once_serve_one()
    {
        EmbeddingModel[] models = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => Store.OpenAsync($"model {i % 2}", Dimension, default)));
        Assert.Equal(2, models.Distinct().Count());
        Assert.Equal(1, await scratch.ScalarAsync<int>("SELECT COUNT(*) FROM embedding_models WHERE served"));
    }

    [Fact]
    public async Task A_stored_vector_reads_back_and_marks_its_template()
    {
        EmbeddingModel model = await Store.OpenAsync("one", Dimension, default);
        long id = await AddTemplateAsync("kernel panic");
        DateTime before = await scratch.ScalarAsync<DateTime>("SELECT updated_at FROM log_templates WHERE id = @id", new { id });

        Assert.Equal(1, await Store.StoreAsync(model, 7, [Vector(id, "kernel panic")], default));

        byte[] bytes = await scratch.ScalarAsync<byte[]>($"SELECT `vector` FROM {VectorStore.Table(model.Id)} WHERE template_id = {id}");
        Assert.Equal(Embedder.Embed("kernel panic"), MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        (string name, int dimension, int chunks, DateTime updated) = await scratch.Database.RunAsync(
            c => c.QuerySingleAsync<(string, int, int, DateTime)>(
                "SELECT embedding_model, embedding_dim, chunk_version, updated_at FROM log_templates WHERE id = @id", new { id }),
            default);
        Assert.Equal(("one", Dimension, 7), (name, dimension, chunks));
        Assert.True(updated > before);
    }

    [Fact]
    public async Task Workers_that_store_the_same_vectors_at_once_store_each_once()
    {
        EmbeddingModel model = await Store.OpenAsync("one", Dimension, default);
        List<TemplateVector> vectors = [];
        for (int i = 0; i < 150; i++)
        {
            vectors.Add(Vector(await AddTemplateAsync($"template {i}"), $"template {i}"));
        }

        int[] stored = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Store.StoreAsync(model, 1, [.. vectors.Shuffle()], default)));

        Assert.Equal(150, stored.Sum());
        Assert.Equal(150, await scratch.ScalarAsync<int>("SELECT COUNT(*) FROM log_templates WHERE embedding_model = 'one'"));
    }

    [Fact]
    public async Task Storing_again_changes_no_row()
    {
        EmbeddingModel model = await Store.OpenAsync("one", Dimension, default);
        long id = await AddTemplateAsync("a");
        await Store.StoreAsync(model, 1, [Vector(id, "a")], default);
        string checksum = await scratch.ScalarAsync<string>("SELECT updated_at FROM log_templates");

        Assert.Equal(0, await Store.StoreAsync(model, 1, [Vector(id, "other"), Vector(id, "a")], default));

        Assert.Equal(checksum, await scratch.ScalarAsync<string>("SELECT updated_at FROM log_templates"));
    }

    [Fact]
    public async Task A_vector_of_another_length_is_refused()
    {
        EmbeddingModel model = await Store.OpenAsync("one", Dimension, default);
        await Assert.ThrowsAnyAsync<Exception>(
            () => Store.StoreAsync(model, 1, [new TemplateVector(1, new float[Dimension / 2])], default));
        Assert.Equal(0, await scratch.ScalarAsync<int>($"SELECT COUNT(*) FROM {VectorStore.Table(model.Id)}"));
    }

    [Fact]
    public async Task Vectors_of_a_model_that_is_not_served_leave_the_templates_alone_until_it_is()
    {
        EmbeddingModel first = await Store.OpenAsync("one", Dimension, default);
        EmbeddingModel second = await Store.OpenAsync("two", Dimension, default);
        long id = await AddTemplateAsync("a");
        await Store.StoreAsync(first, 1, [Vector(id, "a")], default);
        await Store.StoreAsync(second, 2, [Vector(id, "a")], default);
        Assert.Equal("one", await scratch.ScalarAsync<string>("SELECT embedding_model FROM log_templates"));

        await Store.ServeAsync(second, 2, default);

        Assert.Equal("two", await scratch.ScalarAsync<string>("SELECT embedding_model FROM log_templates"));
        Assert.Equal(2, await scratch.ScalarAsync<int>("SELECT chunk_version FROM log_templates"));
        Assert.Equal("two", await scratch.ScalarAsync<string>("SELECT model FROM embedding_models WHERE served"));
        Assert.True((await Store.OpenAsync("two", Dimension, default)).Served);
    }

    [Fact]
    public async Task Lacking_templates_are_found_from_an_id_on()
    {
        EmbeddingModel model = await Store.OpenAsync("one", Dimension, default);
        long[] ids = [await AddTemplateAsync("a"), await AddTemplateAsync("b"), await AddTemplateAsync("c"), await AddTemplateAsync("d")];
        await Store.StoreAsync(model, 1, [Vector(ids[1], "b")], default);

        LackingTemplates first = await Store.LackingAsync(model, 0, 3, default);
        Assert.Equal([new CreatedTemplate(ids[0], "a"), new CreatedTemplate(ids[2], "c")], first.Templates);
        Assert.Equal(ids[2], first.LastId);

        LackingTemplates second = await Store.LackingAsync(model, ids[2], 3, default);
        Assert.Equal([new CreatedTemplate(ids[3], "d")], second.Templates);
        Assert.Null((await Store.LackingAsync(model, ids[3], 3, default)).LastId);
    }

    private static TemplateVector Vector(long id, string text) => new(id, Embedder.Embed(text));

    private Task<long> AddTemplateAsync(string text) => scratch.ScalarAsync<long>(
        """
        INSERT INTO log_templates (canonical_text, canon_hash, canon_version, first_seen, last_seen)
        VALUES (@text, @hash, 1, NOW(6), NOW(6)) RETURNING id
        """,
        new { text, hash = CanonHash.Of(1, text).ToBytes() });
}
