using DevMesh.Domain.Retention;
using DevMesh.Functions.Backfill;
using DevMesh.Functions.Settings;
using DevMesh.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevMesh.Tests.Backfill;

public sealed class PastDueRunsTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 22, 13, 0, 10, TimeSpan.Zero));

    public Task InitializeAsync() => scratch.ExecuteAsync("DELETE FROM timer_runs");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_slot_that_nobody_ran_is_made_up_for_once()
    {
        await StartAsync();
        Assert.Equal(0, await RunsAsync()); // a new database has missed nothing

        _time.Advance(TimeSpan.FromHours(11)); // past the slots of 18:00 and 00:00
        await StartAsync();
        Assert.Equal(3, await RunsAsync());
        Assert.Equal(
            new DateTime(2026, 11, 23, 0, 0, 0), await scratch.ScalarAsync<DateTime>("SELECT done_slot FROM timer_runs WHERE name = 'safety-net'"));

        await scratch.ExecuteAsync("UPDATE timer_runs SET last_started = NULL");
        await StartAsync();
        Assert.Equal(0, await RunsAsync());
    }

    [Fact]
    public async Task A_run_that_was_killed_is_past_due_again()
    {
        await StartAsync();
        _time.Advance(TimeSpan.FromHours(11));
        await scratch.ExecuteAsync("UPDATE timer_runs SET last_started = '2026-11-23 00:00:00' WHERE name = 'safety-net'");
        await StartAsync();
        Assert.Equal(3, await scratch.ScalarAsync<int>("SELECT COUNT(*) FROM timer_runs WHERE last_finished IS NOT NULL"));
    }

    private Task<int> RunsAsync() => scratch.ScalarAsync<int>("SELECT COUNT(*) FROM timer_runs WHERE last_started IS NOT NULL");

    /// <summary>What a worker does at its start.</summary>
    private Task StartAsync()
    {
        BackfillParts parts = new(scratch, _time);
        DevMeshSettings settings = SettingsReader.Read(new Dictionary<string, string> { ["MARIADB_CONNECTION"] = "Server=x" }).Settings;
        return new PastDueRuns(
            new JobSchedules(settings, _time), parts.Runs, parts.Embeddings(), parts.Templates(), parts.SafetyNet(),
            parts.Retention(new RetentionPolicy(0, [])), _time, NullLogger<PastDueRuns>.Instance).MakeUpAsync(default);
    }
}
