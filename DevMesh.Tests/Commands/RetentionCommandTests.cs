using DevMesh.Tests.Backfill;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Commands;

/// <summary>The verb as a process: what an operator reads before and after.</summary>
public sealed class RetentionCommandTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private readonly StoredLogs _logs = new(scratch);

    public async Task InitializeAsync()
    {
        await scratch.ClearAsync();
        long template = await _logs.TemplateAsync("disk failed", "2");
        for (int i = 0; i < 5; i++)
        {
            await _logs.AddAsync("disk failed", template, i < 3 ? "gpu-node" : "web");
        }

        await scratch.ExecuteAsync("UPDATE log_events SET received_at = '2026-01-01 00:00:00'");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_dry_run_names_each_node_and_deletes_nothing_and_a_run_then_deletes_that()
    {
        (string, string) days = ("RETENTION_OVERRIDES", "node:gpu-node=7");
        (int code, string output, _) = await RunAsync(["retention", "--dry-run"], days);
        Assert.Equal(0, code);
        Assert.Equal(
            ["gpu-node 3 logs, received 2026-01-01 00:00:00Z to 2026-01-01 00:00:00Z", "total 3 logs would be deleted; none was"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        Assert.Equal(5, await CountAsync());

        (code, output, string error) = await RunAsync(["retention"], days);
        Assert.Equal(0, code);
        Assert.StartsWith("retention: 3 logs deleted, ", output, StringComparison.Ordinal);
        Assert.EndsWith("Nothing is left.\n", output, StringComparison.Ordinal);
        Assert.StartsWith("retention [", error, StringComparison.Ordinal);
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task Wrong_settings_are_told_together_and_delete_nothing()
    {
        (int code, _, string error) = await RunAsync(
            ["retention"], ("RETENTION_DAYS", "-1"), ("RETENTION_OVERRIDES", "gpu-node=7"));
        Assert.NotEqual(0, code);
        Assert.Contains("RETENTION_DAYS: '-1' is too small", error, StringComparison.Ordinal);
        Assert.Contains(
            "RETENTION_OVERRIDES: 'gpu-node=7' is not that; accepted: node:NAME=DAYS", error, StringComparison.Ordinal);
        Assert.Equal(5, await CountAsync());
    }

    private Task<(int Code, string Output, string Error)> RunAsync(string[] args, params (string, string)[] settings) =>
        Verb.RunAsync(scratch.ConnectionString, args, settings);

    private Task<int> CountAsync() => scratch.ScalarAsync<int>("SELECT COUNT(*) FROM log_events");
}
