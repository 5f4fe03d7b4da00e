using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Logs;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.MariaDb;

/// <summary>600 logs of two nodes, one a second, in turn of three templates; every tenth of template 1 is an error.</summary>
public sealed class PackReaderTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private static readonly DateTime Start = new(2026, 11, 20, 10, 0, 0, DateTimeKind.Utc);
    private static readonly CancellationToken Ct = CancellationToken.None;

    private PackReader Reader => new(scratch.Database);

    public async Task InitializeAsync()
    {
        await scratch.ClearAsync();
        await scratch.ExecuteAsync(
            """
            INSERT INTO log_events (timestamp, received_at, event_key, node, service, level, message, template_id)
            SELECT '2026-11-20 10:00:00' + INTERVAL seq SECOND, NOW(6), UNHEX(MD5(seq)), IF(seq % 2 = 0, 'web', 'gpu'),
                   IF(seq % 2 = 0, 'nginx', ''),
                   IF(seq % 30 = 0, 'err', 'info'), CONCAT('line ', seq), 1 + seq % 3
            FROM seq_0_to_599
            """);
        await scratch.ExecuteAsync(
            """
            INSERT INTO template_activity (template_id, node, hour, count)
            SELECT 1 + seq % 3, IF(seq % 2 = 0, 'web', 'gpu'), '2026-11-20 10:00:00' - INTERVAL (seq DIV 6) HOUR, 10 + seq
            FROM seq_0_to_59
            """);
        await scratch.ExecuteAsync(
            """
            INSERT INTO log_templates (id, canonical_text, canon_hash, canon_version, first_seen, last_seen) VALUES
            (1, 'line <number>', UNHEX(MD5('1')), '2', '2026-11-20 10:00:00', '2026-11-20 10:10:00'),
            (2, 'Linux version <version>', UNHEX(MD5('2')), '2', '2026-11-10 10:00:00', '2026-11-20 10:10:00'),
            (3, 'about Linux version <version>', UNHEX(MD5('3')), '2', '2026-11-19 10:00:00', '2026-11-20 10:10:00')
            """);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Logs_are_counted_by_minute_in_the_order_of_time()
    {
        WindowCounts counts = await Reader.CountAsync(new TimeWindow(Start, Start.AddMinutes(5)), 1000, Ct);

        Assert.Equal(Start.AddMinutes(5), counts.Until);
        Assert.Equal((5 * 6, 300), (counts.Minutes.Count, counts.Minutes.Sum(minute => minute.Count)));
        Assert.Equal(counts.Minutes.OrderBy(minute => minute.First), counts.Minutes);
        MinuteCount first = counts.Minutes[0];
        Assert.Equal(new MinuteCount(1, "web", "nginx", Level.Err, Start, Start.AddSeconds(54), 10), first);
        Assert.All(counts.Minutes.Where(minute => minute.Node == "gpu"), minute => Assert.Equal(Level.Info, minute.Level));
    }

    [Fact]
    public async Task No_more_logs_are_read_than_allowed_and_the_answer_says_how_far()
    {
        WindowCounts counts = await Reader.CountAsync(new TimeWindow(Start, Start.AddMinutes(5)), 100, Ct);

        Assert.Equal((100, Start.AddSeconds(99)), (counts.Minutes.Sum(minute => minute.Count), counts.Until));
    }

    [Fact]
    public async Task An_empty_window_has_no_counts() =>
        Assert.Empty((await Reader.CountAsync(new TimeWindow(Start.AddDays(1), Start.AddDays(2)), 100, Ct)).Minutes);

    [Fact]
    public async Task The_past_is_that_of_the_templates_the_nodes_and_the_hours()
    {
        TimeWindow two = new(Start.AddHours(-2), Start);
        IReadOnlyList<PastCount> counts = await Reader.CountPastAsync(
            ((List<long>)[1, 99]).ToLookup(_ => "web"),
            two,
            [new TimeWindow(two.Since, two.Since.AddMinutes(30)), new TimeWindow(Start.AddHours(-1), Start)],
            Ct);

        PastCount past = Assert.Single(counts);
        Assert.Equal((1L, "web"), (past.TemplateId, past.Node));
        Assert.Equal(await SumAsync("SUM(count)"), past.Count);
        Assert.Equal(await SumAsync("SUM(count * count)"), past.Squares);
        Assert.Equal(past.Count, past.InParts);
        Assert.Equal(await SumAsync("SUM(IF(hour = '2026-11-20 09:00:00', count, 0))"), past.InLastPart);
        Assert.Empty(await Reader.CountPastAsync(Array.Empty<long>().ToLookup(_ => "web"), two, [], Ct));
    }

    [Fact]
    public async Task Hours_are_those_in_which_a_node_logged_anything()
    {
        IReadOnlyList<NodeHour> hours = await Reader.HoursAsync(
            ["web", "none"], new TimeWindow(Start.AddHours(-2), Start.AddHours(1)), Ct);

        Assert.Equal([Start.AddHours(-2), Start.AddHours(-1), Start], hours.Select(hour => hour.Hour).Order());
        Assert.All(hours, hour => Assert.Equal("web", hour.Node));
        Assert.Equal(DateTimeKind.Utc, hours[0].Hour.Kind);
    }

    [Fact]
    public async Task Logs_are_found_by_their_moment_and_only_on_their_node()
    {
        IReadOnlyList<LogEvent> logs = await Reader.LogsAsync(
            [new LogMoment(1, "web", Start.AddSeconds(6)), new LogMoment(1, "web", Start),
                new LogMoment(1, "gpu", Start.AddSeconds(6))], Ct);

        Assert.Equal(["line 0", "line 6"], logs.Select(log => log.Message));
        Assert.Empty(await Reader.LogsAsync([], Ct));
    }

    [Fact]
    public async Task Templates_names_and_new_ones_are_found()
    {
        Assert.Equal(["gpu", "web"], await Reader.NodesAsync(Ct));
        Assert.Equal(["nginx"], await Reader.ServicesAsync(Ct));
        Assert.Equal("line <number>", (await Reader.TemplatesAsync([1, 99], Ct)).Single().Value.Text);
        Assert.Equal([2L], await Reader.BootTemplatesAsync(Ct));
        Assert.Equal(2, await Reader.CountNewAsync(new TimeWindow(Start.AddDays(-2), Start.AddDays(1)), Ct));
    }

    [Theory]
    [InlineData("SELECT template_id FROM log_events FORCE INDEX (PRIMARY) WHERE timestamp >= '2026-11-20 10:00:00' "
        + "AND timestamp < '2026-11-20 10:01:00' AND template_id IS NOT NULL ORDER BY timestamp, id LIMIT 100", "PRIMARY")]
    [InlineData("SELECT count FROM template_activity FORCE INDEX (PRIMARY) WHERE template_id IN (1, 2) "
        + "AND node = 'web' AND hour >= '2026-11-20 08:00:00' AND hour < '2026-11-20 10:00:00'", "PRIMARY")]
    public async Task Reads_of_a_window_are_ranges_of_an_index(string sql, string index)
    {
        var plan = await scratch.Database.RunAsync(
            async connection => (await Dapper.SqlMapper.QueryAsync(connection, "EXPLAIN " + sql))
                .Cast<IDictionary<string, object>>().Single(), Ct);

        Assert.Equal(("range", index), (plan["type"], plan["key"]));
    }

    private Task<long> SumAsync(string what) => scratch.ScalarAsync<long>(
        $"""
        SELECT CAST({what} AS SIGNED) FROM template_activity
        WHERE template_id = 1 AND node = 'web' AND hour IN ('2026-11-20 08:00:00', '2026-11-20 09:00:00')
        """);
}
