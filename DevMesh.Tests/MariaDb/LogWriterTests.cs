using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search.Values;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.MariaDb;

public sealed class LogWriterTests(ScratchDatabase database) : IClassFixture<ScratchDatabase>, IAsyncLifetime
{
    private static readonly DateTime Noon = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    private readonly LogWriter _writer = new(new LogWriterSessions(database.Database, 4));
    private readonly LogReader _reader = new(database.Database, TimeProvider.System,
        new LogReaderOptions(TimeSpan.FromSeconds(5)));

    public Task InitializeAsync() => database.ClearAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_was_stored_comes_back_as_it_was()
    {
        string message = "quotes ' \" \\ and 日本語, an emoji 😀, a NUL \0, a tab \t and <ip> & ${x}";
        LogEntry entry = new(Noon.AddMicroseconds(123456), Level.Crit, "ssh@1.service", message, "s=1;i=2", """{"_PID":"77","x":["a",null]}""");

        Assert.Equal(1, await StoreAsync(New(entry, EventFlags.Clock)));

        LogEvent stored = Assert.Single(await AllAsync());
        Assert.Equal(entry.Timestamp, stored.Timestamp);
        Assert.Equal(DateTimeKind.Utc, stored.Timestamp.Kind);
        Assert.Equal(Noon, stored.ReceivedAt);
        Assert.Equal(("gpu-node", "ssh@1.service", Level.Crit, message), (stored.Node, stored.Service, stored.Level, stored.Message));
        Assert.Equal((entry.Cursor, entry.Fields, 7L, EventFlags.Clock), (stored.Cursor, stored.Fields, stored.TemplateId, stored.Flags));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("trailing blank ")]
    [InlineData("\\u0041 stays as typed")]
    [InlineData("'; DROP TABLE log_events; --")]
    public async Task Any_message_comes_back_byte_for_byte(string message)
    {
        await StoreAsync(Plain(0, message));
        Assert.Equal(message, Assert.Single(await AllAsync()).Message);
    }

    [Fact]
    public async Task A_message_of_64_KiB_is_stored_whole()
    {
        string message = string.Concat(Enumerable.Repeat("0123456789abcdef", 4096));
        await StoreAsync(Plain(0, message));
        Assert.Equal(message, Assert.Single(await AllAsync()).Message);
    }

    [Fact]
    public async Task Values_are_entered_once_under_their_six_hours()
    {
        NewLog[] batch = [Plain(0, "from 10.0.0.5 to 10.0.0.6"), Plain(1, "from 10.0.0.5"), Plain(2, "nothing"), Plain(3, "10.0.0.5", Noon.AddHours(-1))];
        await StoreAsync(batch);
        await StoreAsync([.. batch, Plain(4, "10.0.0.5", Noon.AddMilliseconds(1))]); // the same microsecond as another

        long key = ValueKeys.OfQuery("10.0.0.5")!.Value;
        Assert.Equal(3, await database.ScalarAsync<int>("SELECT COUNT(*) FROM log_values"));
        Assert.Equal(5, await database.ScalarAsync<int>( // the other log of the batch, and the batch that came later
            "SELECT LENGTH(earlier) FROM log_values WHERE value_hash = @key AND segment = @Noon", new { key, Noon }));
        Assert.Equal(1, await database.ScalarAsync<int>(
            "SELECT COUNT(*) FROM log_values WHERE value_hash = @key AND segment = @morning", new { key, morning = Noon.AddHours(-6) }));
    }

    [Fact]
    public async Task Storing_again_changes_no_row_and_no_count()
    {
        NewLog[] batch = [.. Enumerable.Range(0, 50).Select(i => Plain(i))];
        Assert.Equal(50, await StoreAsync(batch));
        string before = await ChecksumAsync();

        Assert.Equal(0, await StoreAsync(batch));

        Assert.Equal(before, await ChecksumAsync());
    }

    [Fact]
    public async Task Of_a_batch_that_is_partly_there_only_the_rest_is_stored_and_counted()
    {
        await StoreAsync([.. Enumerable.Range(0, 30).Select(i => Plain(i))]);

        Assert.Equal(20, await StoreAsync([.. Enumerable.Range(10, 40).Select(i => Plain(i))]));

        Assert.Equal(50, await database.ScalarAsync<long>("SELECT COUNT(*) FROM log_events"));
        Assert.Equal(50, await database.ScalarAsync<long>("SELECT SUM(count) FROM template_activity"));
    }

    [Fact]
    public async Task Writers_that_send_the_same_rows_at_once_store_each_once()
    {
        NewLog[] batch = [.. Enumerable.Range(0, 300).Select(i => Plain(i))];
        int[] stored = await Task.WhenAll(Enumerable.Range(0, 8).Select(worker =>
            StoreAsync([.. batch.Skip(worker * 20).Take(160)])));

        Assert.Equal(300, stored.Sum());
        Assert.Equal(300, await database.ScalarAsync<long>("SELECT COUNT(*) FROM log_events"));
        Assert.Equal(300, await database.ScalarAsync<long>("SELECT SUM(count) FROM template_activity"));
    }

    [Fact]
    public async Task Counts_are_kept_per_template_node_and_hour_of_the_timestamp()
    {
        await StoreAsync(Plain(0), Plain(1), Plain(2, at: Noon.AddMinutes(61)), Plain(3, template: 8));

        Assert.Equal(2, await CountAsync(7, Noon));
        Assert.Equal(1, await CountAsync(7, Noon.AddHours(1)));
        Assert.Equal(1, await CountAsync(8, Noon));
    }

    [Fact]
    public async Task First_and_last_seen_of_a_template_follow_its_rows()
    {
        await database.ExecuteAsync(
            "INSERT INTO log_templates (id, canonical_text, canon_hash, canon_version, first_seen, last_seen) "
            + "VALUES (7, 'x', REPEAT('k', 16), 1, @Noon, @Noon)",
            new { Noon });

        await StoreAsync(Plain(0, at: Noon.AddHours(-1)), Plain(1, at: Noon.AddHours(2)));

        Assert.Equal(Noon.AddHours(-1), await database.ScalarAsync<DateTime>("SELECT first_seen FROM log_templates WHERE id = 7"));
        Assert.Equal(Noon.AddHours(2), await database.ScalarAsync<DateTime>("SELECT last_seen FROM log_templates WHERE id = 7"));
    }

    private static NewLog Plain(int i, string? message = null, DateTime? at = null, long template = 7) =>
        New(new LogEntry(at ?? Noon.AddMilliseconds(i), Level.Info, "a.service", message ?? $"message {i}", $"cursor-{i}", null), template: template);

    private static NewLog New(LogEntry entry, EventFlags flags = EventFlags.None, long template = 7) =>
        new(EventKey.OfCursor("gpu-node", entry.Cursor!), entry, template, flags, ValueKeys.Of(entry.Message, "", []));

    private Task<int> StoreAsync(params NewLog[] logs) => _writer.StoreAsync("gpu-node", Noon, logs, CancellationToken.None);

    private async Task<IReadOnlyList<LogEvent>> AllAsync() =>
        (await _reader.ListAsync(LogFilter.None, null, 1000, CancellationToken.None)).Logs;

    private Task<long> CountAsync(long template, DateTime hour) => database.ScalarAsync<long>(
        "SELECT count FROM template_activity WHERE template_id = @template AND node = 'gpu-node' AND hour = @hour", new { template, hour });

    private Task<string> ChecksumAsync() => database.ScalarAsync<string>(
        "SELECT CONCAT((SELECT MD5(GROUP_CONCAT(id, HEX(event_key), received_at, message)) FROM log_events), "
        + "(SELECT MD5(GROUP_CONCAT(segment, value_hash, timestamp, HEX(earlier))) FROM log_values), "
        + "(SELECT MD5(GROUP_CONCAT(template_id, hour, count)) FROM template_activity))");
}
