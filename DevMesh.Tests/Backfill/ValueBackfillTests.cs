using DevMesh.Domain.Backfill;
using DevMesh.Domain.Logs;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Backfill;

/// <summary>Batches are of 10 logs.</summary>
public sealed class ValueBackfillTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private readonly BackfillParts _parts = new(scratch, TimeProvider.System);
    private readonly StoredLogs _logs = new(scratch);

    public async Task InitializeAsync()
    {
        await scratch.ClearAsync();
        await scratch.ExecuteAsync("DELETE FROM backfill_cursors");
        for (int i = 0; i < 25; i++)
        {
            await _logs.AddAsync($"login from 10.0.0.{i} via 192.0.2.1", null);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Logs_that_the_index_does_not_know_are_found_by_their_values_afterwards()
    {
        Assert.Empty(await FindAsync("10.0.0.7"));
        await RunAsync("25 logs looked at, 50 values added to the index");
        Assert.Equal("login from 10.0.0.7 via 192.0.2.1", Assert.Single(await FindAsync("10.0.0.7")).Message);
        Assert.Equal(25, (await FindAsync("192.0.2.1")).Count);
    }

    [Fact]
    public async Task Running_it_again_from_the_start_adds_nothing()
    {
        await RunAsync("25 logs looked at, 50 values added to the index");
        (long rows, long bytes) = await SizeAsync();
        await RunAsync("25 logs looked at, 0 values added to the index"); // it begins some way before its cursor
        await scratch.ExecuteAsync("DELETE FROM backfill_cursors");
        await RunAsync("25 logs looked at, 0 values added to the index");
        Assert.Equal((rows, bytes), await SizeAsync());
    }

    [Fact]
    public async Task Only_what_is_missing_is_added_and_a_log_in_the_same_microsecond_is_missed_by_nobody()
    {
        await RunAsync("25 logs looked at, 50 values added to the index");
        await scratch.ExecuteAsync("DELETE FROM log_values ORDER BY segment, value_hash LIMIT 4");
        await scratch.ExecuteAsync(
            """
            INSERT INTO log_events (timestamp, received_at, event_key, node, service, level, message)
            VALUES (@Start, @Start, UNHEX(MD5('twin')), 'web', 's', 'info', 'logout from 10.9.9.9 via 192.0.2.1')
            """,
            new { StoredLogs.Start });
        await _parts.Values().RunAsync(new JobCall(), default);
        Assert.Equal(26, (await FindAsync("192.0.2.1")).Count);
        Assert.All(Enumerable.Range(0, 25), i => Assert.Single(FindAsync($"10.0.0.{i}").GetAwaiter().GetResult()));
        Assert.Single(await FindAsync("10.9.9.9"));
        await RunAsync("26 logs looked at, 0 values added to the index");
    }

    [Fact]
    public async Task It_goes_on_at_its_cursor()
    {
        await scratch.ExecuteAsync("UPDATE log_events SET id = id + 50000 ORDER BY id DESC LIMIT 5");
        long last = await scratch.ScalarAsync<long>("SELECT MAX(id) FROM log_events");
        await scratch.ExecuteAsync(
            "INSERT INTO backfill_cursors VALUES ('log-values', '2', @last, UTC_TIMESTAMP())", new { last });
        await RunAsync("5 logs looked at, 10 values added to the index");
    }

    private Task<IReadOnlyList<LogEvent>> FindAsync(string value) =>
        new ValueSearch(scratch.Database).NewestWithAsync(value, LogFilter.None, 100, reach: 0, default);

    private async Task<(long Rows, long Bytes)> SizeAsync() => (
        await scratch.ScalarAsync<long>("SELECT COUNT(*) FROM log_values"),
        await scratch.ScalarAsync<long>("SELECT SUM(LENGTH(earlier)) FROM log_values"));

    private async Task RunAsync(string outcome)
    {
        JobResult result = await _parts.Values().RunAsync(new JobCall(), default);
        Assert.Equal((JobEnd.Done, outcome), (result.End, result.Outcome));
    }
}
