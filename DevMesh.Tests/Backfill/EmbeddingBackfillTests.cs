using DevMesh.Domain.Backfill;
using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;
using Moq;

namespace DevMesh.Tests.Backfill;

public sealed class EmbeddingBackfillTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private readonly BackfillParts _parts = new(scratch, TimeProvider.System);
    private readonly LexicalEmbedder _lexical = new(32);
    private readonly Mock<IEmbedder> _remote = new();
    private readonly List<string[]> _asked = [];
    private int _added;

    public async Task InitializeAsync()
    {
        await scratch.ClearAsync();
        await scratch.ExecuteAsync("DELETE FROM embedding_models");
        await scratch.ExecuteAsync("DELETE FROM timer_runs");
        _parts.Embedder = _lexical;
        _remote.SetupGet(embedder => embedder.Kind).Returns(EmbedderKind.Remote);
        _remote.SetupGet(embedder => embedder.Model).Returns("remote");
        _remote.SetupGet(embedder => embedder.Dimension).Returns(16);
        Answer(new LexicalEmbedder(16).EmbedAsync);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task It_embeds_what_lacks_a_vector_and_nothing_twice()
    {
        await AddTemplatesAsync(120);
        await RunAsync("120 vectors of templates stored");
        await RunAsync("0 vectors of templates stored");
        await AddTemplatesAsync(3);
        await RunAsync("3 vectors of templates stored");
        Assert.Equal("3 vectors of templates stored", await scratch.ScalarAsync<string>(
            "SELECT outcome FROM timer_runs WHERE name = 'embeddings' AND last_finished >= last_started AND done = 3 AND remaining = 0"));
        Assert.Equal(0, await scratch.ScalarAsync<int>("SELECT COUNT(*) FROM log_templates WHERE embedding_model IS NULL"));
    }

    [Fact]
    public async Task A_remote_model_is_asked_in_batches()
    {
        _parts.Embedder = _remote.Object;
        await AddTemplatesAsync(25);
        await RunAsync("25 vectors of templates stored");
        Assert.Equal([10, 10, 5], _asked.Select(texts => texts.Length));
    }

    [Fact]
    public async Task After_a_failure_it_goes_on_where_it_was_and_asks_only_for_the_batch_that_failed_again()
    {
        _parts.Embedder = _remote.Object;
        await AddTemplatesAsync(30);
        Answer((texts, ct) => _asked.Count == 2 ? throw new EmbeddingUnavailableException("down") : new LexicalEmbedder(16).EmbedAsync(texts, ct));
        JobResult failed = await _parts.Embeddings().RunAsync(new JobCall(), default);
        Assert.Equal((JobEnd.Failed, 10, 20), (failed.End, failed.Progress.Done, failed.Progress.Left));
        Assert.Equal("10 vectors of templates stored; down", failed.Outcome);

        Assert.Equal(10, await LastIdOfCursorAsync() - await scratch.ScalarAsync<long>("SELECT MIN(id) FROM log_templates") + 1);
        await RunAsync("20 vectors of templates stored");
        Assert.Equal(30, _asked.SelectMany(texts => texts).Distinct().Count());
        Assert.Equal(40, _asked.Sum(texts => texts.Length));
    }

    [Fact]
    public async Task A_text_that_the_model_refuses_does_not_keep_the_others_from_their_vectors()
    {
        _parts.Embedder = _remote.Object;
        await AddTemplatesAsync(19);
        await AddTemplateAsync("poison");
        Answer((texts, ct) => texts.Contains("poison")
            ? throw new EmbeddingUnavailableException("refused") { IsRefusal = true }
            : new LexicalEmbedder(16).EmbedAsync(texts, ct));
        await RunAsync("19 vectors of templates stored, 1 texts refused by the model");
        Assert.Equal("poison", await scratch.ScalarAsync<string>("SELECT canonical_text FROM log_templates WHERE embedding_model IS NULL"));
    }

    [Fact]
    public async Task A_model_that_refuses_every_text_is_a_failure_and_nothing_is_passed_over()
    {
        _parts.Embedder = _remote.Object;
        await AddTemplatesAsync(12);
        Answer((_, _) => throw new EmbeddingUnavailableException("refused") { IsRefusal = true });
        Assert.Equal(JobEnd.Failed, (await _parts.Embeddings().RunAsync(new JobCall(), default)).End);
        Answer(new LexicalEmbedder(16).EmbedAsync);
        await RunAsync("12 vectors of templates stored");
    }

    [Fact]
    public async Task It_leaves_the_work_to_the_worker_that_holds_the_lock()
    {
        await AddTemplatesAsync(1);
        await using (await _parts.Locks.TryTakeAsync(Jobs.Embeddings, default))
        {
            Assert.Equal(JobEnd.Busy, (await _parts.Embeddings().RunAsync(new JobCall(), default)).End);
        }

        await RunAsync("1 vectors of templates stored");
    }

    [Fact]
    public async Task Another_model_is_served_once_it_is_filled()
    {
        await AddTemplatesAsync(12);
        await _parts.Embeddings().RunAsync(new JobCall(), default);
        _parts.Embedder = _remote.Object;
        Answer((texts, ct) => _asked.Count == 2 ? throw new EmbeddingUnavailableException("down") : new LexicalEmbedder(16).EmbedAsync(texts, ct));
        Assert.Equal(JobEnd.Failed, (await _parts.Embeddings().RunAsync(new JobCall(), default)).End);
        Assert.Equal(_lexical.Model, await ServedAsync());

        await RunAsync("2 vectors of templates stored");
        Assert.Equal("remote", await ServedAsync());
        Assert.Equal(12, await scratch.ScalarAsync<int>("SELECT COUNT(*) FROM log_templates WHERE embedding_model = 'remote'"));
    }

    [Theory]
    [InlineData(16, false)]
    [InlineData(4096, true)]
    public async Task Logs_get_vectors_of_their_own_when_the_settings_ask_for_it(int dimension, bool fitsIntoTheRow)
    {
        _parts.Embedder = new LexicalEmbedder(dimension);
        await scratch.ExecuteAsync(
            """
            INSERT INTO log_events (timestamp, received_at, event_key, node, service, level, message)
            SELECT '2026-11-20 10:00:00' + INTERVAL seq SECOND, '2026-11-20', UNHEX(MD5(seq)), 'web', 's', 'info', CONCAT('message ', seq)
            FROM seq_1_to_25
            """);
        await RunAsync("0 vectors of templates stored");
        _parts.EmbedLogs = true;
        await RunAsync("0 vectors of templates stored, 25 vectors of logs stored");
        await RunAsync("0 vectors of templates stored, 0 vectors of logs stored");
        long model = await scratch.ScalarAsync<long>("SELECT id FROM embedding_models");
        Assert.Equal(25, await scratch.ScalarAsync<int>($"SELECT COUNT(*) FROM log_vectors_{model} v JOIN log_events e ON e.id = v.log_id"));
        Assert.Equal(
            fitsIntoTheRow ? 25 : 0,
            await scratch.ScalarAsync<int>($"SELECT COUNT(*) FROM log_vectors_{model} v JOIN log_events e ON e.id = v.log_id AND e.embedding_vector = v.`vector`"));
    }

    private Task<string> ServedAsync() => scratch.ScalarAsync<string>("SELECT model FROM embedding_models WHERE served");

    private Task<long> LastIdOfCursorAsync() => scratch.ScalarAsync<long>(
        "SELECT position FROM backfill_cursors WHERE name = 'template-vectors' ORDER BY updated_at DESC LIMIT 1");

    private async Task RunAsync(string outcome)
    {
        JobResult result = await _parts.Embeddings().RunAsync(new JobCall(), default);
        Assert.Equal((JobEnd.Done, outcome), (result.End, result.Outcome));
    }

    private void Answer(Func<IReadOnlyList<string>, CancellationToken, Task<IReadOnlyList<float[]>>> answer) =>
        _remote.Setup(embedder => embedder.EmbedAsync(It.IsAny<IReadOnlyList<string>>(), It.IsAny<CancellationToken>()))
            .Returns((IReadOnlyList<string> texts, CancellationToken ct) =>
            {
                _asked.Add([.. texts]);
                return answer(texts, ct);
            });

    private async Task AddTemplatesAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await AddTemplateAsync($"template {_added++}");
        }
    }

    private Task AddTemplateAsync(string text) => scratch.ExecuteAsync(
        """
        INSERT INTO log_templates (canonical_text, canon_hash, canon_version, first_seen, last_seen)
        VALUES (@text, @hash, 1, NOW(6), NOW(6))
        """,
        new { text, hash = CanonHash.Of(1, text).ToBytes() });
}
