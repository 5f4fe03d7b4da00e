using DevMesh.Domain.Logs;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.MariaDb;

public sealed class ValueSearchTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private ValueSearch Search => new(scratch.Database);

    private LogReader Reader => new(scratch.Database, TimeProvider.System, TimeSpan.FromSeconds(2));

    public async Task InitializeAsync()
    {
        await scratch.ExecuteAsync("DELETE FROM log_events");
        await scratch.ExecuteAsync(
            """
            INSERT INTO log_events (timestamp, received_at, event_key, node, service, level, message, template_id)
            SELECT '2026-11-20' + INTERVAL seq SECOND, NOW(6), UNHEX(MD5(seq)), IF(seq % 2 = 0, 'web', 'gpu'), 's', 'info',
                   CONCAT('login of user_', seq, ' from 10.0.0.', seq), 1 + seq % 3
            FROM seq_1_to_200
            """);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_newest_logs_that_hold_the_value_are_found() =>
        Assert.Equal(["user_199 ", "user_198 "], await FindAsync("USER_19", LogFilter.None, limit: 2));

    [Fact]
    public async Task Signs_with_a_meaning_in_patterns_mean_themselves()
    {
        Assert.Equal(["user_7 "], await FindAsync("user_7 ", LogFilter.None));
        Assert.Empty(await FindAsync("user%7 ", LogFilter.None));
        Assert.Empty(await FindAsync("userx7 ", LogFilter.None));
    }

    [Fact]
    public async Task The_filter_holds()
    {
        Assert.Equal(["user_7 "], await FindAsync("user_7 ", new LogFilter(Node: "gpu")));
        Assert.Empty(await FindAsync("user_7 ", new LogFilter(Node: "web")));
        Assert.Equal(["user_7 "], await FindAsync("user_7 ", new LogFilter(TemplateId: 2)));
        Assert.Empty(await FindAsync("user_7 ", new LogFilter(TemplateId: 1)));
        Assert.Empty(await FindAsync("user_7 ", new LogFilter(Contains: "user_8 ")));
    }

    [Fact]
    public async Task It_looks_no_further_back_than_it_is_told_and_keeps_what_it_found()
    {
        Assert.Empty(await FindAsync("user_7 ", LogFilter.None, reach: 50));
        Assert.Equal(["user_190 "], await FindAsync("user_190 ", LogFilter.None, limit: 5, reach: 50));
    }

    [Fact]
    public async Task Newest_of_templates_gives_up_on_a_template_without_failing()
    {
        // More rows than are looked at, none of which passes.
        await scratch.ExecuteAsync(
            """
            INSERT INTO log_events (timestamp, received_at, event_key, node, service, level, message, template_id)
            SELECT '2026-11-21' + INTERVAL seq SECOND, NOW(6), UNHEX(MD5(seq)), 'web', 's', 'info', 'tick', 9 FROM seq_1_to_21000
            """);
        var newest = await Reader.NewestOfTemplatesAsync([9, 2], new LogFilter(Contains: "user_199"), 3, default);
        Assert.Equal(2, Assert.Single(newest).Key);
    }

    private async Task<IEnumerable<string>> FindAsync(string value, LogFilter filter, int limit = 10, int reach = 1000) =>
        (await Search.NewestWithAsync(value, filter, limit, reach, default)).Select(log => log.Message.Split("of ")[1].Split("from")[0]);
}
