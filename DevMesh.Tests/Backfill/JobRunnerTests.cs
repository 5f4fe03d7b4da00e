using DevMesh.Domain.Backfill;
using DevMesh.Domain.Errors;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Backfill;

/// <summary>One run at a time over all workers, once per slot, and what is written down of it.</summary>
public sealed class JobRunnerTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualTime _time = new(Noon);
    private BackfillParts _parts = null!;
    private int _runs;

    public async Task InitializeAsync()
    {
        await scratch.ExecuteAsync("DELETE FROM timer_runs");
        _parts = new BackfillParts(scratch, _time);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_slot_that_is_done_is_skipped_and_the_next_one_is_not()
    {
        Assert.Equal(JobEnd.Done, (await RunAsync(Slot(0))).End);
        Assert.Equal(JobEnd.SlotDone, (await RunAsync(Slot(0))).End);
        Assert.Equal(JobEnd.SlotDone, (await RunAsync(Slot(-1))).End);
        Assert.Equal(JobEnd.Done, (await RunAsync(Slot(1))).End);
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task By_hand_it_always_runs()
    {
        await RunAsync(Slot(0));
        Assert.Equal(JobEnd.Done, (await RunAsync(new JobCall())).End);
        Assert.Equal(JobEnd.SlotDone, (await RunAsync(Slot(0))).End);
    }

    [Fact]
    public async Task A_slot_whose_run_failed_may_be_done_by_another_worker()
    {
        JobResult failed = await RunAsync(Slot(0), (_, _) => throw new EmbeddingUnavailableException("the gateway is down"));
        Assert.Equal((JobEnd.Failed, "half of it; the gateway is down"), (failed.End, failed.Outcome));
        Assert.Equal("half of it; the gateway is down", await OutcomeAsync());
        Assert.Equal(JobEnd.Done, (await RunAsync(Slot(0))).End);
    }

    [Fact]
    public async Task Workers_that_come_for_a_slot_at_once_run_it_once()
    {
        JobResult[] results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            new BackfillParts(scratch, _time).Runner().RunAsync("job", Slot(0), (_, _) => Task.FromResult(Interlocked.Increment(ref _runs)), default)));
        Assert.Single(results, result => result.End is JobEnd.Done);
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task A_run_ends_when_its_time_is_up_and_its_slot_is_done()
    {
        Task<JobResult> running = RunAsync(
            Slot(0) with { Limit = TimeSpan.FromMinutes(25) }, (_, ct) => Task.Delay(TimeSpan.FromHours(1), _time, ct));
        await _time.SomebodyWaitsUntil(Noon.AddHours(1));
        _time.Advance(TimeSpan.FromMinutes(25));
        JobResult result = await running;
        Assert.Equal((JobEnd.Stopped, "half of it; its time was up, the next run goes on"), (result.End, result.Outcome));
        Assert.Equal(JobEnd.SlotDone, (await RunAsync(Slot(0))).End);
    }

    [Fact]
    public async Task A_run_whose_lock_is_lost_ends_before_its_next_step_and_leaves_the_row_to_the_other_worker()
    {
        int steps = 0;
        JobResult result = await RunAsync(Slot(0), async (run, ct) =>
        {
            while (await run.MayGoOnAsync(ct))
            {
                steps++;
                long connection = await scratch.ScalarAsync<long>("SELECT IS_USED_LOCK(CONCAT('devmesh_job_', MD5(DATABASE())))");
                await scratch.ExecuteAsync($"KILL {connection}");
            }
        });
        Assert.Equal((JobEnd.Stopped, 1), (result.End, steps));
        await LockIsFreeAsync();
        Assert.Equal(0, await scratch.ScalarAsync<int>("SELECT COUNT(*) FROM timer_runs WHERE last_finished IS NOT NULL"));
        Assert.Equal(JobEnd.Done, (await RunAsync(Slot(0))).End);
    }

    [Fact]
    public async Task A_run_that_is_interrupted_says_so()
    {
        using CancellationTokenSource stop = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(
            Slot(0),
            async (_, ct) =>
            {
                await stop.CancelAsync();
                ct.ThrowIfCancellationRequested();
            },
            stop.Token));
        Assert.Equal("half of it; interrupted, the next run goes on", await OutcomeAsync());
    }

    [Fact]
    public async Task Progress_is_told_at_every_step_and_written_down_once_a_second()
    {
        List<JobProgress> told = [];
        Progress watch = new(told);
        await RunAsync(new JobCall(Watch: watch), async (run, ct) =>
        {
            await run.FoundAsync(100, ct);
            _time.Advance(TimeSpan.FromSeconds(0.5));
            await run.AdvanceAsync(10, ct);
            Assert.Equal((0, 100), await WrittenAsync());
            _time.Advance(TimeSpan.FromSeconds(4.5));
            await run.AdvanceAsync(40, ct);
            Assert.Equal((50, 50), await WrittenAsync());
        });
        Assert.Equal([0L, 10, 50, 50], told.Select(each => each.Done));
        Assert.Equal((10, TimeSpan.FromSeconds(5)), (told[2].PerSecond, told[2].TimeLeft));
        Assert.Equal((50, 0), await WrittenAsync());
    }

    [Fact]
    public async Task A_lock_is_held_until_it_is_given_up_or_its_connection_ends()
    {
        IRunLease lease = (await _parts.Locks.TryTakeAsync("job", default))!;
        Assert.True(await lease.IsHeldAsync(default));
        Assert.Null(await _parts.Locks.TryTakeAsync("job", default));

        long connection = await scratch.ScalarAsync<long>("SELECT IS_USED_LOCK(CONCAT('devmesh_job_', MD5(DATABASE())))");
        await scratch.ExecuteAsync($"KILL {connection}");
        Assert.False(await lease.IsHeldAsync(default));

        await LockIsFreeAsync();
        IRunLease? next = await _parts.Locks.TryTakeAsync("job", default);
        Assert.NotNull(next);
        await lease.DisposeAsync();
        Assert.True(await next.IsHeldAsync(default));
        await next.DisposeAsync();
    }

    /// <summary>The server gives a lock up some moments after the connection was killed; this waits for it.</summary>
    private Task LockIsFreeAsync() => scratch.ExecuteAsync(
        "DO GET_LOCK(CONCAT('devmesh_job_', MD5(DATABASE())), 30); DO RELEASE_LOCK(CONCAT('devmesh_job_', MD5(DATABASE())))");

    private static JobCall Slot(int minute) => new(Noon.UtcDateTime.AddMinutes(minute));

    private Task<JobResult> RunAsync(JobCall call, Func<JobRun, CancellationToken, Task>? work = null, CancellationToken ct = default) =>
        _parts.Runner().RunAsync(
            "job",
            call,
            async (run, token) =>
            {
                run.Summary = () => "half of it";
                _runs++;
                await (work?.Invoke(run, token) ?? Task.CompletedTask);
            },
            ct);

    private Task<string> OutcomeAsync() =>
        scratch.ScalarAsync<string>("SELECT outcome FROM timer_runs WHERE name = 'job' AND last_finished IS NOT NULL");

    private async Task<(long Done, long Left)> WrittenAsync() =>
        (await scratch.ScalarAsync<long>("SELECT done FROM timer_runs"), await scratch.ScalarAsync<long>("SELECT remaining FROM timer_runs"));

    private sealed class Progress(List<JobProgress> told) : IProgress<JobProgress>
    {
        public void Report(JobProgress value) => told.Add(value);
    }
}
