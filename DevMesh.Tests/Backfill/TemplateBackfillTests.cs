using DevMesh.Domain.Backfill;
using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Errors;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;
using Moq;

namespace DevMesh.Tests.Backfill;

public sealed class TemplateBackfillTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private const int Current = 5;

    private readonly BackfillParts _parts = new(scratch, TimeProvider.System);
    private readonly StoredLogs _logs = new(scratch);
    private readonly Mock<ICanonicalizer> _canonicalizer = new();

    public async Task InitializeAsync()
    {
        await scratch.ClearAsync();
        foreach (string table in new[] { "embedding_models", "timer_runs", "backfill_cursors" })
        {
            await scratch.ExecuteAsync($"DELETE FROM {table}");
        }

        _canonicalizer.SetupGet(canonicalizer => canonicalizer.Version).Returns(Current);
        _canonicalizer.Setup(canonicalizer => canonicalizer.Canonicalize(It.IsAny<string>()))
            .Returns((string message) => new CanonicalForm(message.Split(' ')[0]));
        _parts.Canonicalizer = _canonicalizer.Object;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Logs_without_a_template_and_those_of_older_or_foreign_rules_get_one_of_the_rules_in_use()
    {
        long old = await _logs.TemplateAsync("old", "3");
        long foreign = await _logs.TemplateAsync("foreign", "py-1");
        long newer = await _logs.TemplateAsync("newer", "12");
        long current = await _logs.TemplateAsync("current", "5");
        await _logs.AddAsync("disk full", old);
        await _logs.AddAsync("disk failed", foreign, "gpu-node");
        await _logs.AddAsync("fan stopped", null);
        await _logs.AddAsync("kept as it is", newer);
        await _logs.AddAsync("kept too", current);
        await _logs.AddAsync("disk gone", 999_999);

        await RunAsync("6 logs looked at, 4 given a template, 2 templates created, 1 named one that does not exist");

        Assert.Equal(
            [
                ("disk full", "disk", "5"), ("disk failed", "disk", "5"), ("fan stopped", "fan", "5"),
                ("kept as it is", "newer", "12"), ("kept too", "current", "5"), ("disk gone", "disk", "5"),
            ],
            await _logs.ReadAsync());
        Assert.True(await _logs.CountsAgreeAsync());
        Assert.Equal(
            (StoredLogs.Start, StoredLogs.Start.AddMinutes(5)),
            (await SeenAsync("first_seen"), await SeenAsync("last_seen")));
        Assert.Equal(2, await scratch.ScalarAsync<int>("SELECT COUNT(*) FROM log_templates WHERE embedding_model = 'lexical-1'"));
        Assert.Equal(0, await scratch.ScalarAsync<int>("SELECT COUNT(*) FROM template_activity WHERE count = 0"));
    }

    [Fact]
    public async Task It_goes_on_at_its_cursor_and_a_new_version_begins_anew()
    {
        await AddAsync(25);
        await RunAsync("25 logs looked at, 25 given a template, 1 templates created");
        long position = await PositionAsync();
        Assert.Equal(await scratch.ScalarAsync<long>("SELECT MAX(id) FROM log_events"), position);

        _canonicalizer.SetupGet(canonicalizer => canonicalizer.Version).Returns(Current + 1);
        await RunAsync("25 logs looked at, 25 given a template, 1 templates created");
        Assert.All(await _logs.ReadAsync(), row => Assert.Equal("6", row.Version));
        Assert.True(await _logs.CountsAgreeAsync());
    }

    [Fact]
    public async Task Rows_far_behind_the_cursor_are_not_looked_at_again()
    {
        await AddAsync(3);
        await scratch.ExecuteAsync("UPDATE log_events SET id = id + 50000 ORDER BY id DESC");
        await RunAsync("3 logs looked at, 3 given a template, 1 templates created");
        await scratch.ExecuteAsync("UPDATE log_events SET id = 1, template_id = NULL ORDER BY timestamp LIMIT 1");
        await RunAsync("2 logs looked at, 0 given a template, 0 templates created");
    }

    [Fact]
    public async Task After_a_failure_between_two_batches_it_goes_on_and_nothing_is_counted_twice()
    {
        await AddAsync(30);
        int batches = 0;
        _canonicalizer.Setup(canonicalizer => canonicalizer.Canonicalize(It.IsAny<string>()))
            .Returns((string message) => batches++ < 15
                ? new CanonicalForm("disk")
                : throw new StoreUnavailableException("gone", new InvalidOperationException()));
        JobResult failed = await _parts.Templates().RunAsync(new JobCall(), default);
        Assert.Equal((JobEnd.Failed, 10), (failed.End, failed.Progress.Done));
        Assert.True(await _logs.CountsAgreeAsync());

        batches = 0;
        _canonicalizer.Setup(canonicalizer => canonicalizer.Canonicalize(It.IsAny<string>())).Returns(new CanonicalForm("disk"));
        await RunAsync("30 logs looked at, 20 given a template, 0 templates created");
        Assert.True(await _logs.CountsAgreeAsync());
    }

    [Fact]
    public async Task A_log_that_another_worker_has_moved_meanwhile_is_left_as_it_is()
    {
        long one = await _logs.TemplateAsync("one", "5");
        long two = await _logs.TemplateAsync("two", "5");
        await _logs.AddAsync("a", null);
        await _logs.AddAsync("b", null);
        LogTemplates store = new(scratch.Database);
        UnsettledLogs unsettled = await store.UnsettledAsync(Current, 0, 10, default);
        Assert.Equal(1, await store.MoveAsync([new LogMove(unsettled.Logs[0], one)], default));

        Assert.Equal(1, await store.MoveAsync([.. unsettled.Logs.Select(log => new LogMove(log, two))], default));

        Assert.Equal([("a", "one", "5"), ("b", "two", "5")], await _logs.ReadAsync());
        Assert.True(await _logs.CountsAgreeAsync());
    }

    [Fact]
    public async Task A_count_that_was_too_small_does_not_keep_a_log_from_being_moved()
    {
        long old = await _logs.TemplateAsync("old", "py-1");
        await _logs.AddAsync("disk a", old, isCounted: false);
        await _logs.AddAsync("disk b", old);
        await RunAsync("2 logs looked at, 2 given a template, 1 templates created");
        Assert.True(await _logs.CountsAgreeAsync());
    }

    private Task<long> PositionAsync() => scratch.ScalarAsync<long>("SELECT position FROM backfill_cursors WHERE goal = '5'");

    private Task<DateTime> SeenAsync(string column) =>
        scratch.ScalarAsync<DateTime>($"SELECT {column} FROM log_templates WHERE canonical_text = 'disk'");

    private async Task AddAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await _logs.AddAsync($"disk {i}", null);
        }
    }

    private async Task RunAsync(string outcome)
    {
        JobResult result = await _parts.Templates().RunAsync(new JobCall(), default);
        Assert.Equal((JobEnd.Done, outcome), (result.End, result.Outcome));
    }
}
