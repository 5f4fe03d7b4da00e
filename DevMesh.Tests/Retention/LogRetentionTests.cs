using DevMesh.Domain.Backfill;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Retention;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Backfill;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Retention;

/// <summary>Logs are a minute apart and received when they happened, see <see cref="StoredLogs"/>; batches are of 10.</summary>
public sealed class LogRetentionTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private static readonly RetentionPolicy OneDay = new(1, []);

    private readonly ManualTime _time = new(new DateTimeOffset(StoredLogs.Start.AddDays(1).AddMinutes(30)));
    private readonly StoredLogs _logs = new(scratch);

    public async Task InitializeAsync()
    {
        await scratch.ClearAsync();
        await scratch.ExecuteAsync("DELETE FROM timer_runs");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Logs_past_their_days_go_with_their_counts_and_the_others_stay()
    {
        await FillAsync(40);

        Assert.Equal("30 logs deleted, 0 rows of the index of values", await RunAsync(OneDay));

        Assert.Equal(10, await CountAsync());
        Assert.Equal(StoredLogs.Start.AddMinutes(30), await scratch.ScalarAsync<DateTime>("SELECT MIN(timestamp) FROM log_events"));
        Assert.True(await _logs.CountsAgreeAsync());
        Assert.Equal(2, await scratch.ScalarAsync<int>("SELECT COUNT(*) FROM log_templates"));
        Assert.Equal("0 logs deleted, 0 rows of the index of values", await RunAsync(OneDay));
    }

    [Fact]
    public async Task The_time_of_receipt_counts_and_not_that_of_the_log()
    {
        await FillAsync(40);
        await scratch.ExecuteAsync("UPDATE log_events SET timestamp = '2001-01-01' WHERE received_at >= @end", End());
        await scratch.ExecuteAsync("UPDATE log_events SET timestamp = '2031-01-01' WHERE received_at < @end", End());
        await scratch.ExecuteAsync("DELETE FROM template_activity");

        await RunAsync(OneDay);

        Assert.Equal(
            10, await scratch.ScalarAsync<int>("SELECT COUNT(*) FROM log_events WHERE timestamp = '2001-01-01' AND received_at >= @end", End()));
        Assert.Equal(10, await CountAsync());
    }

    [Fact]
    public async Task Nodes_and_services_have_days_of_their_own()
    {
        await FillAsync(40); // every other log is of the node db
        await scratch.ExecuteAsync("UPDATE log_events SET service = 'kept' ORDER BY id LIMIT 3"); // web, db, web

        await RunAsync(new RetentionPolicy(0, [new(RetentionScope.Node, "db", 1), new(RetentionScope.Service, "kept", 30)]));

        Assert.Equal(40 - 15 + 1, await CountAsync());
        Assert.True(await _logs.CountsAgreeAsync());
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_go_and_changes_nothing()
    {
        await FillAsync(40);

        IReadOnlyList<ExpiredOfNode> plan = await Parts().Retention(OneDay).PlanAsync(default);

        DateTime start = StoredLogs.Start;
        Assert.Equal(
            [
                new ExpiredOfNode("db", 15, start.AddMinutes(1), start.AddMinutes(29)),
                new ExpiredOfNode("web", 15, start, start.AddMinutes(28)),
            ],
            plan);
        Assert.Equal(40, await CountAsync());
    }

    [Fact]
    public async Task Without_days_everything_is_kept_and_said_so()
    {
        await FillAsync(3);
        Assert.Equal("RETENTION_DAYS is 0 and no override says otherwise: everything is kept", await RunAsync(new RetentionPolicy(0, [])));
        Assert.Equal(3, await CountAsync());
    }

    [Fact]
    public async Task A_run_that_is_ended_in_the_middle_leaves_counts_right_and_the_next_one_goes_on()
    {
        await FillAsync(40);
        using CancellationTokenSource stop = new();
        Stopping watch = new(stop);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Parts().Retention(OneDay).RunAsync(new JobCall(Watch: watch), stop.Token));

        Assert.InRange(await CountAsync(), 11, 39);
        Assert.True(await _logs.CountsAgreeAsync());
        await RunAsync(OneDay);
        Assert.Equal(10, await CountAsync());
        Assert.True(await _logs.CountsAgreeAsync());
    }

    [Fact]
    public async Task A_log_that_was_moved_to_another_template_since_it_was_read_is_taken_from_the_count_of_that_one()
    {
        await FillAsync(4);
        LogExpiry expiry = new(scratch.Database);
        IReadOnlyList<StoredLog> read = await expiry.ReadAsync(0, 2, default);
        long other = await scratch.ScalarAsync<long>("SELECT MAX(id) FROM log_templates");
        await scratch.ExecuteAsync("UPDATE log_events SET template_id = @other", new { other });
        await scratch.ExecuteAsync("DELETE FROM template_activity");
        await scratch.ExecuteAsync(
            "INSERT INTO template_activity SELECT template_id, node, '2026-11-20 10:00:00', COUNT(*) FROM log_events GROUP BY 1, 2");

        Assert.Equal(2, await expiry.DeleteAsync(read, default));

        Assert.True(await _logs.CountsAgreeAsync());
        Assert.Equal(0, await expiry.DeleteAsync(read, default));
        Assert.True(await _logs.CountsAgreeAsync());
    }

    [Fact]
    public async Task Runs_at_the_same_time_delete_each_log_once()
    {
        await FillAsync(40);
        LogExpiry expiry = new(scratch.Database);
        IReadOnlyList<StoredLog> read = await expiry.ReadAsync(0, 30, default);

        int[] deleted = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => expiry.DeleteAsync(read, default)));

        Assert.Equal(30, deleted.Sum());
        Assert.True(await _logs.CountsAgreeAsync());
    }

    [Fact]
    public async Task Vectors_of_logs_go_with_them()
    {
        await FillAsync(40);
        EmbeddingModel model = new(7, "m", 2, Served: true);
        await new LogVectorStore(scratch.Database).OpenAsync(model, default);
        await scratch.ExecuteAsync("INSERT INTO log_vectors_7 SELECT id, VEC_FromText('[1,0]') FROM log_events");

        await RunAsync(OneDay);

        Assert.Equal(10, await scratch.ScalarAsync<int>("SELECT COUNT(*) FROM log_vectors_7"));
        Assert.Equal(10, await scratch.ScalarAsync<int>("SELECT COUNT(*) FROM log_vectors_7 v JOIN log_events e ON e.id = v.log_id"));
        await scratch.ExecuteAsync("DROP TABLE log_vectors_7");
    }

    [Fact]
    public async Task The_index_of_values_keeps_the_spans_that_still_have_logs_and_no_others()
    {
        await FillAsync(40);
        await scratch.ExecuteAsync(
            "UPDATE log_events SET timestamp = '1970-01-01 07:00', template_id = NULL ORDER BY id DESC LIMIT 1");
        await scratch.ExecuteAsync("DELETE FROM template_activity");
        string[] segments =
            ["1970-01-01 06:00:00", "2026-11-20 00:00:00", "2026-11-20 06:00:00", "2026-11-20 12:00:00", "2099-01-01 00:00:00"];
        foreach (string segment in segments)
        {
            await scratch.ExecuteAsync(
                "INSERT INTO log_values SELECT @segment, seq, @segment, '' FROM seq_1_to_3", new { segment });
        }

        Assert.Equal("30 logs deleted, 9 rows of the index of values", await RunAsync(OneDay));

        Assert.Equal("1970-01-01 06:00:00 2026-11-20 06:00:00", await SegmentsAsync());
        _time.Advance(TimeSpan.FromDays(2));
        Assert.Equal("10 logs deleted, 6 rows of the index of values", await RunAsync(OneDay));
        Assert.Equal("", await SegmentsAsync());
    }

    [Fact]
    public async Task A_span_of_values_that_needs_several_statements_goes_whole()
    {
        await scratch.ExecuteAsync(
            "INSERT INTO log_values SELECT '2026-11-20 06:00', seq, '2026-11-20 06:00', '' FROM seq_1_to_20000");
        Assert.Equal("0 logs deleted, 20000 rows of the index of values", await RunAsync(OneDay));
    }

    /// <summary>From here on logs are kept for a day.</summary>
    private static object End() => new { end = StoredLogs.Start.AddMinutes(30) };

    private async Task FillAsync(int count)
    {
        long[] templates = [await _logs.TemplateAsync("even", "2"), await _logs.TemplateAsync("odd", "2")];
        for (int i = 0; i < count; i++)
        {
            await _logs.AddAsync($"log {i}", templates[i % 2], i % 2 == 0 ? "web" : "db");
        }
    }

    private BackfillParts Parts() => new(scratch, _time);

    private async Task<string> RunAsync(RetentionPolicy policy)
    {
        JobResult result = await Parts().Retention(policy).RunAsync(new JobCall(), default);
        Assert.Equal(JobEnd.Done, result.End);
        return result.Outcome;
    }

    private Task<int> CountAsync() => scratch.ScalarAsync<int>("SELECT COUNT(*) FROM log_events");

    private async Task<string> SegmentsAsync() =>
        await scratch.ScalarAsync<string?>(
            "SELECT GROUP_CONCAT(DISTINCT segment ORDER BY segment SEPARATOR ' ') FROM log_values") ?? "";

    /// <summary>Ends the run once something was deleted.</summary>
    private sealed class Stopping(CancellationTokenSource stop) : IProgress<JobProgress>
    {
        public void Report(JobProgress value)
        {
            if (value.Done > 0)
            {
                stop.Cancel();
            }
        }
    }
}
