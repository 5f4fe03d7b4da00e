using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search.Values;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.MariaDb;

public sealed class ValueSearchTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private ValueSearch Search => new(scratch.Database);

    private LogReader Reader => new(scratch.Database, TimeProvider.System, new LogReaderOptions(TimeSpan.FromSeconds(2)));

    public async Task InitializeAsync()
    {
        await scratch.ClearLogsAsync();
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

    [Fact]
    public async Task The_index_finds_a_value_however_far_back_it_lies()
    {
        await scratch.ClearLogsAsync();
        DateTime old = new(2026, 8, 1, 3, 0, 0, DateTimeKind.Utc);
        await StoreAsync(("login of ann from 10.1.1.1", old, "gpu"), ("login of bob from 10.1.1.1", old.AddDays(100), "web"));
        Assert.Equal(["ann "], await FindAsync("10.1.1.1", new LogFilter(Node: "gpu"), reach: 0));
        Assert.Equal(["bob ", "ann "], await FindAsync("10.1.1.1", LogFilter.None, reach: 0));
        Assert.Equal(["bob "], await FindAsync("10.1.1.1", LogFilter.None, limit: 1, reach: 0));
        Assert.Empty(await FindAsync("10.1.1.2", LogFilter.None, reach: 0));
    }

    [Theory]
    [InlineData("since")]
    [InlineData("until")]
    public async Task The_index_keeps_to_the_time_of_the_filter(string end)
    {
        await scratch.ClearLogsAsync();
        DateTime noon = new(2026, 9, 1, 12, 0, 0, DateTimeKind.Utc); // where six hours begin
        await StoreAsync(("login of ann from 10.1.1.3", noon.AddTicks(-10), "gpu"), ("login of bob from 10.1.1.3", noon, "gpu"));
        LogFilter filter = end == "since" ? new LogFilter(Since: noon) : new LogFilter(Until: noon);
        Assert.Equal([end == "since" ? "bob " : "ann "], await FindAsync("10.1.1.3", filter, reach: 0));
    }

    [Fact]
    public async Task A_frequent_value_that_seldom_passes_is_walked_back_to_what_passes()
    {
        await scratch.ClearLogsAsync();
        DateTime start = new(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc);
        await StoreAsync(
        [
            ("login of ann from 10.1.1.4", start, "gpu"),
            .. Enumerable.Range(1, 3000).Select(i => ($"login of bob from 10.1.1.4", start.AddSeconds(i), "web")),
        ]);
        Assert.Equal(["ann "], await FindAsync("10.1.1.4", new LogFilter(Node: "gpu"), reach: 0));
    }

    [Fact]
    public async Task Another_value_with_the_same_key_is_not_taken_for_it()
    {
        await scratch.ClearLogsAsync();
        DateTime at = new(2026, 10, 2, 0, 0, 0, DateTimeKind.Utc);
        LogEntry entry = new(at, Level.Info, "s", "login of ann from 10.1.1.6", "c", null);
        await Writer.StoreAsync("gpu", at, [new NewLog(EventKey.OfCursor("gpu", "c"), entry, 1, EventFlags.None, [ValueKeys.OfQuery("10.1.1.5")!.Value])], default);
        Assert.Empty(await FindAsync("10.1.1.5", LogFilter.None, reach: 0));
    }

    private LogWriter Writer => new(new LogWriterSessions(scratch.Database, 1));

    private async Task StoreAsync(params (string Message, DateTime At, string Node)[] logs)
    {
        foreach (var node in logs.GroupBy(log => log.Node))
        {
            await Writer.StoreAsync(
                node.Key,
                DateTime.UtcNow,
                [
                    .. node.Select((log, i) => new NewLog(
                        EventKey.OfCursor(node.Key, $"{log.At:O} {i}"),
                        new LogEntry(log.At, Level.Info, "s", log.Message, null, null),
                        1,
                        EventFlags.None,
                        ValueKeys.Of(log.Message, "login of <user> from <ip>", []))),
                ],
                default);
        }
    }

    private async Task<IEnumerable<string>> FindAsync(string value, LogFilter filter, int limit = 10, int reach = 1000) =>
        (await Search.NewestWithAsync(value, filter, limit, reach, default)).Select(log => log.Message.Split("of ")[1].Split("from")[0]);
}
