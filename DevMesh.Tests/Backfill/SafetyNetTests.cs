using DevMesh.Domain.Backfill;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Backfill;

public sealed class SafetyNetTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private readonly BackfillParts _parts = new(scratch, TimeProvider.System);
    private readonly StoredLogs _logs = new(scratch);

    public async Task InitializeAsync()
    {
        await scratch.ClearAsync();
        foreach (string table in new[] { "embedding_models", "timer_runs", "backfill_cursors" })
        {
            await scratch.ExecuteAsync($"DELETE FROM {table}");
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_agrees_is_left_alone()
    {
        await MakeGoodAsync();
        await RunAsync("2 logs looked at, 0 given a template, 0 templates created; all counts agree; 0 vectors of templates stored");
    }

    [Fact]
    public async Task Counts_that_are_too_high_too_low_missing_or_of_nothing_are_corrected()
    {
        await MakeGoodAsync();
        await scratch.ExecuteAsync("UPDATE template_activity SET count = count + 7 ORDER BY node LIMIT 1");
        await scratch.ExecuteAsync("UPDATE template_activity SET count = 0 ORDER BY node DESC LIMIT 1");
        long template = await scratch.ScalarAsync<long>("SELECT MIN(id) FROM log_templates");
        await scratch.ExecuteAsync("INSERT INTO template_activity VALUES (@template, 'ghost', '2020-01-01 05:00:00', 3)", new { template });
        await _logs.AddAsync("uncounted", template, "db", isCounted: false);

        await RunAsync("3 logs looked at, 0 given a template, 0 templates created; 4 counts corrected by 12 logs; 0 vectors of templates stored");
        Assert.True(await _logs.CountsAgreeAsync());
        await RunAsync("3 logs looked at, 0 given a template, 0 templates created; all counts agree; 0 vectors of templates stored");
    }

    [Fact]
    public async Task Rows_behind_the_cursors_a_dangling_template_and_a_vector_that_is_gone_are_made_good()
    {
        await MakeGoodAsync();
        await scratch.ExecuteAsync("UPDATE backfill_cursors SET position = 1000000");
        long model = await scratch.ScalarAsync<long>("SELECT id FROM embedding_models");
        await scratch.ExecuteAsync($"DELETE FROM template_vectors_{model} ORDER BY template_id LIMIT 1");
        await scratch.ExecuteAsync("UPDATE log_templates SET embedding_model = NULL ORDER BY id DESC LIMIT 1");
        await _logs.AddAsync("kernel panic", 777_777);
        await _logs.AddAsync("oom killer", null);

        JobResult result = await _parts.SafetyNet().RunAsync(new JobCall(), default);

        Assert.Equal(
            "4 logs looked at, 2 given a template, 2 templates created, 1 named one that does not exist; all counts agree; "
            + "1 vectors of templates stored",
            result.Outcome);
        Assert.True(await _logs.CountsAgreeAsync());
        Assert.Equal(0, await scratch.ScalarAsync<int>(
            $"""
            SELECT COUNT(*) FROM log_templates t LEFT JOIN template_vectors_{model} v ON v.template_id = t.id
            WHERE v.template_id IS NULL OR t.embedding_model IS NULL
            """));
        Assert.Equal(0, await scratch.ScalarAsync<int>(
            "SELECT COUNT(*) FROM log_events e LEFT JOIN log_templates t ON t.id = e.template_id WHERE t.id IS NULL"));
    }

    [Fact]
    public async Task A_backfill_that_runs_elsewhere_is_left_alone_and_the_rest_is_done()
    {
        await MakeGoodAsync();
        await scratch.ExecuteAsync("UPDATE template_activity SET count = count + 1 LIMIT 1");
        await using (await _parts.Locks.TryTakeAsync(Jobs.Embeddings, default))
        {
            await RunAsync(
                "2 logs looked at, 0 given a template, 0 templates created; 1 counts corrected by 1 logs; "
                + "0 vectors of templates stored; the embeddings backfill runs elsewhere and was left alone");
        }
    }

    [Fact]
    public async Task Counts_that_are_right_are_found_so_while_logs_are_stored()
    {
        await MakeGoodAsync();
        long template = await scratch.ScalarAsync<long>("SELECT template_id FROM template_activity WHERE node = 'web'");
        using CancellationTokenSource stop = new();
        Task storing = Task.Run(async () =>
        {
            for (int i = 0; i < 40; i++)
            {
                // In one transaction, as the rows and counts of a batch are.
                await scratch.ExecuteAsync(
                    """
                    START TRANSACTION;
                    INSERT INTO log_events (timestamp, received_at, event_key, node, service, level, message, template_id)
                    VALUES ('2026-11-20 10:30:00', '2026-11-20', UNHEX(MD5(CONCAT('x', @i))), 'web', 's', 'info', 'm', @template);
                    UPDATE template_activity SET count = count + 1 WHERE template_id = @template AND node = 'web';
                    COMMIT
                    """,
                    new { i, template });
            }

            await stop.CancelAsync();
        });
        while (!stop.IsCancellationRequested)
        {
            string outcome = (await _parts.SafetyNet().RunAsync(new JobCall(), default)).Outcome;
            Assert.True(outcome.Contains("all counts agree", StringComparison.Ordinal), outcome);
        }

        await storing;
        Assert.True(await _logs.CountsAgreeAsync());
    }

    /// <summary>Two logs as ingest leaves them.</summary>
    private async Task MakeGoodAsync()
    {
        await _logs.AddAsync("disk failed", null);
        await _logs.AddAsync("fan stopped", null, "gpu-node");
        await _parts.Templates().RunAsync(new JobCall(), default);
        await _parts.Embeddings().RunAsync(new JobCall(), default);
    }

    private async Task RunAsync(string outcome)
    {
        JobResult result = await _parts.SafetyNet().RunAsync(new JobCall(), default);
        Assert.Equal((JobEnd.Done, outcome), (result.End, result.Outcome));
    }
}
