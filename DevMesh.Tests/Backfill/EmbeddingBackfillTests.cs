using DevMesh.Domain.Backfill;
using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace DevMesh.Tests.Backfill;

public sealed class EmbeddingBackfillTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private readonly LexicalEmbedder _lexical = new(32);
    private readonly Mock<IEmbedder> _remote = new();
    private readonly List<int> _batches = [];
    private readonly RunLock _locks = new(scratch.Source);
    private IEmbedder _configured = null!;

    private VectorStore Store => new(scratch.Database);

    public async Task InitializeAsync()
    {
        await scratch.ExecuteAsync("DELETE FROM log_templates");
        await scratch.ExecuteAsync("DELETE FROM embedding_models");
        _configured = _lexical;
        _remote.SetupGet(embedder => embedder.Kind).Returns(EmbedderKind.Remote);
        _remote.SetupGet(embedder => embedder.Model).Returns("remote");
        _remote.SetupGet(embedder => embedder.Dimension).Returns(16);
        _remote.Setup(embedder => embedder.EmbedAsync(It.IsAny<IReadOnlyList<string>>(), It.IsAny<CancellationToken>()))
            .Callback((IReadOnlyList<string> texts, CancellationToken _) => _batches.Add(texts.Count))
            .Returns(new LexicalEmbedder(16).EmbedAsync);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task It_embeds_what_lacks_a_vector_and_nothing_twice()
    {
        await AddTemplatesAsync(120);
        EmbeddingBackfill backfill = Backfill();
        Assert.Equal(120, await backfill.RunAsync(default));
        Assert.Equal(0, await backfill.RunAsync(default));
        await AddTemplatesAsync(3);
        Assert.Equal(3, await backfill.RunAsync(default));
        Assert.Equal("3 vectors stored", await scratch.ScalarAsync<string>(
            "SELECT outcome FROM timer_runs WHERE name = 'embeddings' AND last_finished >= last_started"));
        Assert.Equal(0, await scratch.ScalarAsync<int>("SELECT COUNT(*) FROM log_templates WHERE embedding_model IS NULL"));
    }

    [Fact]
    public async Task A_remote_model_is_asked_in_batches()
    {
        _configured = _remote.Object;
        await AddTemplatesAsync(25);
        Assert.Equal(25, await Backfill().RunAsync(default));
        Assert.Equal([10, 10, 5], _batches);
    }

    [Fact]
    public async Task It_leaves_the_work_to_the_worker_that_holds_the_lock()
    {
        await AddTemplatesAsync(1);
        await using (await _locks.TryTakeAsync("embeddings", default))
        {
            Assert.Null(await Backfill().RunAsync(default));
        }

        Assert.Equal(1, await Backfill().RunAsync(default));
    }

    [Fact]
    public async Task Another_model_is_served_once_it_is_filled()
    {
        await AddTemplatesAsync(12);
        await Backfill().RunAsync(default);
        _configured = _remote.Object;
        _remote.SetupSequence(embedder => embedder.EmbedAsync(It.IsAny<IReadOnlyList<string>>(), It.IsAny<CancellationToken>()))
            .Returns(new LexicalEmbedder(16).EmbedAsync([.. Enumerable.Repeat("x", 10)], default))
            .ThrowsAsync(new EmbeddingUnavailableException("down"));

        await Assert.ThrowsAsync<EmbeddingUnavailableException>(() => Backfill().RunAsync(default));
        Assert.Equal(_lexical.Model, await ServedAsync());

        _remote.Setup(embedder => embedder.EmbedAsync(It.IsAny<IReadOnlyList<string>>(), It.IsAny<CancellationToken>()))
            .Returns(new LexicalEmbedder(16).EmbedAsync);
        Assert.Equal(2, await Backfill().RunAsync(default));
        Assert.Equal("remote", await ServedAsync());
        Assert.Equal(12, await scratch.ScalarAsync<int>("SELECT COUNT(*) FROM log_templates WHERE embedding_model = 'remote'"));
    }

    [Fact]
    public async Task A_lock_is_held_until_it_is_given_up_or_its_connection_ends()
    {
        IRunLease lease = (await _locks.TryTakeAsync("job", default))!;
        Assert.True(await lease.IsHeldAsync(default));
        Assert.Null(await _locks.TryTakeAsync("job", default));

        long connection = await scratch.ScalarAsync<long>("SELECT IS_USED_LOCK(CONCAT('devmesh_job_', MD5(DATABASE())))");
        await scratch.ExecuteAsync($"KILL {connection}");
        Assert.False(await lease.IsHeldAsync(default));

        IRunLease? next = await _locks.TryTakeAsync("job", default);
        Assert.NotNull(next);
        await lease.DisposeAsync();
        Assert.True(await next.IsHeldAsync(default));
        await next.DisposeAsync();
    }

    private Task<string> ServedAsync() => scratch.ScalarAsync<string>("SELECT model FROM embedding_models WHERE served");

    private EmbeddingBackfill Backfill()
    {
        Mock<IEmbedderCatalog> embedders = new();
        embedders.SetupGet(catalog => catalog.Configured).Returns(_configured);
        return new EmbeddingBackfill(
            new TemplateEmbedder(embedders.Object, Store),
            Store,
            _locks,
            new TimerRuns(scratch.Database, TimeProvider.System),
            new EmbeddingBackfillOptions(10, TimeSpan.Zero),
            TimeProvider.System,
            NullLogger<EmbeddingBackfill>.Instance);
    }

    private async Task AddTemplatesAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            string text = $"template {i} {Guid.NewGuid()}";
            await scratch.ExecuteAsync(
                """
                INSERT INTO log_templates (canonical_text, canon_hash, canon_version, first_seen, last_seen)
                VALUES (@text, @hash, 1, NOW(6), NOW(6))
                """,
                new { text, hash = CanonHash.Of(1, text).ToBytes() });
        }
    }
}
