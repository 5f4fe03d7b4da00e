using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Search;

namespace DevMesh.Tests.Search;

public sealed class TemplateIndexUpdaterTests
{
    private readonly FakeFleet _fleet = new();

    [Fact]
    public async Task The_first_refresh_loads_everything()
    {
        for (int i = 0; i < 600; i++)
        {
            _fleet.AddTemplate($"template {i}", embedded: i % 2 == 0);
        }

        await RefreshAsync();

        Assert.True(_fleet.Updater.Loaded);
        Assert.Equal(600, _fleet.Index.Count);
        Assert.Equal(300, _fleet.Index.Embedded);
    }

    [Fact]
    public async Task A_refresh_reads_what_is_new_and_nothing_else()
    {
        _fleet.AddTemplate("old");
        await RefreshAsync();
        int read = _fleet.TemplatesRead;

        await RefreshAsync();
        Assert.Equal(read, _fleet.TemplatesRead);

        _fleet.AddTemplate("new");
        await RefreshAsync();
        Assert.Equal(read + 1, _fleet.TemplatesRead);
        Assert.Equal(2, _fleet.Index.Count);
    }

    [Fact]
    public async Task A_template_that_is_embedded_later_gets_its_vector()
    {
        long id = _fleet.AddTemplate("late", embedded: false);
        await RefreshAsync();
        Assert.Equal(0, _fleet.Index.Embedded);

        _fleet.EmbedTemplate(id);
        await RefreshAsync();

        Assert.Equal(1, _fleet.Index.Embedded);
        Assert.Equal(1, _fleet.Index.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(600)]
    public async Task A_commit_that_shows_late_is_seen(int secondsLater)
    {
        await RefreshAsync();
        _fleet.AddTemplate("first");
        _fleet.Now = _fleet.Now.AddSeconds(secondsLater);
        await RefreshAsync();
        await RefreshAsync();

        _fleet.AddTemplate("late", updatedAt: _fleet.Now.AddSeconds(-119));
        await RefreshAsync();

        Assert.Equal(2, _fleet.Index.Count);
    }

    [Fact]
    public async Task The_window_moves_on_and_stays_small()
    {
        for (int i = 0; i < 20; i++)
        {
            _fleet.AddTemplate($"template {i}");
            _fleet.Now = _fleet.Now.AddMinutes(1);
            await RefreshAsync();
        }

        Assert.Equal(20, _fleet.Index.Count);
        Assert.Equal(20, _fleet.TemplatesRead); // none of them twice, though each was looked at again and again
    }

    [Fact]
    public async Task A_call_is_not_content_with_a_look_taken_before_it_and_many_share_the_next_one()
    {
        await RefreshAsync();
        TaskCompletionSource gate = new();
        _fleet.Gate = gate;
        int before = _fleet.Looks;
        Task first = RefreshAsync();
        SpinWait.SpinUntil(() => _fleet.Looks > before);
        Task[] others = [.. Enumerable.Range(0, 10).Select(_ => RefreshAsync())];
        Assert.DoesNotContain(others, task => task.IsCompleted);

        _fleet.Gate = null;
        gate.SetResult();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(before + 2, _fleet.Looks);
    }

    [Fact]
    public async Task A_failed_refresh_fails_its_callers_and_the_next_one_works()
    {
        await RefreshAsync();
        _fleet.Gate = new TaskCompletionSource();
        _fleet.Gate.SetException(new InvalidOperationException("down"));
        await Assert.ThrowsAsync<InvalidOperationException>(RefreshAsync);

        _fleet.Gate = null;
        _fleet.AddTemplate("new");
        await RefreshAsync();
        Assert.Equal(1, _fleet.Index.Count);
    }

    [Fact]
    public async Task Another_served_model_is_taken_over_when_its_vectors_are_read()
    {
        _fleet.AddTemplate("a");
        await RefreshAsync();
        LexicalEmbedder smaller = new(128);
        _fleet.Configured = smaller;
        _fleet.Served = new EmbeddingModel(2, smaller.Model, smaller.Dimension, Served: true);

        await RefreshAsync();
        SpinWait.SpinUntil(() => _fleet.Index.Model!.Id == 2, TimeSpan.FromSeconds(10));
        _fleet.AddTemplate("b");
        await RefreshAsync();

        Assert.Equal(128, _fleet.Index.Model!.Dimension);
        Assert.Equal(2, _fleet.Index.Embedded);
    }

    private Task RefreshAsync() => _fleet.Updater.RefreshAsync(CancellationToken.None);
}
