using System.Data.Common;
using System.Globalization;
using Dapper;
using DevMesh.Bench.Running;
using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Logs;
using DevMesh.Functions.MariaDb;
using DevMesh.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevMesh.Tests.MariaDb;

/// <summary>Every filter, and pairs of them, against the same answer computed in memory.</summary>
public sealed class LogReaderTests(LogReaderTests.Logs logs) : IClassFixture<LogReaderTests.Logs>
{
    private static readonly DateTime Noon = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    public static TheoryData<LogFilter> Filters =>
    [
        LogFilter.None,
        new(Node: "node-1"),
        new(Service: "b.service"),
        new(MaxLevel: Level.Err),
        new(MaxLevel: Level.Info),
        new(TemplateId: 3),
        new(Since: Noon.AddSeconds(20), Until: Noon.AddSeconds(40)),
        new(Contains: "NUMBER 7"),
        new(Contains: "100%_done"),
        new(Node: "node-2", MaxLevel: Level.Warning),
        new(Node: "node-2", Service: "a.service"),
        new(Service: "a.service", MaxLevel: Level.Crit, Since: Noon.AddSeconds(10)),
        new(TemplateId: 2, Node: "node-0", MaxLevel: Level.Notice),
        new(Node: "node-1", Contains: "number 1", MaxLevel: Level.Err),
        new(Node: "node-9"),
    ];

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_list_holds_what_the_filter_lets_through_newest_first_page_after_page(LogFilter filter)
    {
        string[] expected =
        [
            .. logs.All.Where(log => Passes(log, filter)).OrderByDescending(log => log.Timestamp).ThenByDescending(log => log.Id)
                .Select(log => log.Message),
        ];

        List<string> listed = [];
        LogPosition? position = null;
        do
        {
            LogPage page = await logs.Reader.ListAsync(filter, position, 7, CancellationToken.None);
            Assert.True(page.Logs.Count == 7 || page.Next is null);
            listed.AddRange(page.Logs.Select(log => log.Message));
            position = page.Next;
        }
        while (position is not null);

        Assert.Equal(expected, listed);
    }

    [Fact]
    public async Task Find_gives_the_log_of_an_id_or_nothing()
    {
        LogEvent some = logs.All[17];
        Assert.Equal(some, await logs.Reader.FindAsync(some.Id, CancellationToken.None));
        Assert.Null(await logs.Reader.FindAsync(long.MaxValue, CancellationToken.None));
    }

    [Fact]
    public async Task Context_is_the_same_node_around_the_log_in_the_order_of_time()
    {
        LogEvent[] node = [.. logs.All.Where(log => log.Node == "node-1").OrderBy(log => log.Timestamp).ThenBy(log => log.Id)];

        IReadOnlyList<LogEvent> context = await logs.Reader.ContextAsync(node[20], 3, 2, CancellationToken.None);

        Assert.Equal(node[17..23], context);
    }

    [Fact]
    public async Task Newest_of_templates_gives_some_of_each_that_pass_the_filter()
    {
        LogFilter filter = new(Node: "node-1", MaxLevel: Level.Err);

        var newest = await logs.Reader.NewestOfTemplatesAsync([1, 2, 99], filter, 2, CancellationToken.None);

        Assert.Equal([1L, 2L], newest.Keys.Order());
        foreach ((long template, IReadOnlyList<LogEvent> found) in newest)
        {
            Assert.Equal(
                logs.All.Where(log => log.TemplateId == template && Passes(log, filter))
                    .OrderByDescending(log => log.Timestamp).ThenByDescending(log => log.Id).Take(2),
                found);
        }
    }

    [Fact]
    public async Task A_scan_that_runs_out_of_time_says_so_and_goes_on_where_it_stopped()
    {
        LogReader hurried = new(logs.Database, TimeProvider.System, new LogReaderOptions(TimeSpan.Zero));
        LogFilter filter = new(Contains: "in no message at all");

        LogPage page = await hurried.ListAsync(filter, null, 5, CancellationToken.None);

        // The few rows of this test fit in the first window, so there is an end to the list and nothing partial about it.
        Assert.Equal((0, null, false), (page.Logs.Count, page.Next, page.Partial));
    }

    [Fact]
    public async Task Reads_use_one_connection_even_when_they_stop_early()
    {
        DbConnectionStringBuilder connection = new() { ConnectionString = logs.ConnectionString };
        await using TcpProxy proxy = TcpProxy.Start(int.Parse((string)connection["Port"], CultureInfo.InvariantCulture));
        connection["Port"] = proxy.Port;
        await using Database database = new(Driver.CreateDataSource(connection.ConnectionString), NullLogger<Database>.Instance);
        LogReader all = new(database, TimeProvider.System, new LogReaderOptions(TimeSpan.FromSeconds(5)));
        LogReader few = new(database, TimeProvider.System, new LogReaderOptions(TimeSpan.FromSeconds(5), MaxText: 100));

        Assert.Equal(50, (await all.ListAsync(LogFilter.None, null, 50, CancellationToken.None)).Logs.Count);
        Assert.InRange((await few.ListAsync(LogFilter.None, null, 50, CancellationToken.None)).Logs.Count, 1, 10);
        var newest = await few.NewestOfTemplatesAsync([1, 2], LogFilter.None, 50, CancellationToken.None);
        Assert.All(newest.Values, found => Assert.InRange(found.Count, 1, 10));

        Assert.Equal(1, proxy.Made);
    }

    [Fact]
    public async Task Statements_that_hold_ids_are_not_kept()
    {
        const long noTemplate = 7_654_321_987;

        await logs.Reader.NewestOfTemplatesAsync([noTemplate], new LogFilter(Node: "node-1"), 1, CancellationToken.None);

        Assert.DoesNotContain(SqlMapper.GetCachedSQL(), kept => kept.Item2.Contains($"{noTemplate}", StringComparison.Ordinal));
    }

    private static bool Passes(LogEvent log, LogFilter filter) =>
        (filter.Node is null || log.Node == filter.Node)
        && (filter.Service is null || log.Service == filter.Service)
        && (filter.MaxLevel is null || log.Level <= filter.MaxLevel)
        && (filter.Since is null || log.Timestamp >= filter.Since)
        && (filter.Until is null || log.Timestamp < filter.Until)
        && (filter.TemplateId is null || log.TemplateId == filter.TemplateId)
        && (filter.Contains is null || log.Message.Contains(filter.Contains, StringComparison.OrdinalIgnoreCase));

    /// <summary>A few hundred logs over three nodes, some of them in the same microsecond.</summary>
    public sealed class Logs : IAsyncLifetime
    {
        private readonly ScratchDatabase _database = new();

        internal LogReader Reader { get; private set; } = null!;

        internal Database Database => _database.Database;

        public string ConnectionString => _database.ConnectionString;

        public IReadOnlyList<LogEvent> All { get; private set; } = [];

        public async Task InitializeAsync()
        {
            await _database.InitializeAsync();
            LogWriter writer = new(new LogWriterSessions(_database.Database, 2));
            for (int node = 0; node < 3; node++)
            {
                string name = $"node-{node}";
                NewLog[] batch = [.. Enumerable.Range(0, 100).Select(i => Log(name, (node * 100) + i))];
                await writer.StoreAsync(name, Noon, batch, CancellationToken.None);
            }

            Reader = new LogReader(_database.Database, TimeProvider.System, new LogReaderOptions(TimeSpan.FromSeconds(5)));
            All = (await Reader.ListAsync(LogFilter.None, null, 1000, CancellationToken.None)).Logs;
            Assert.Equal(300, All.Count);
        }

        public Task DisposeAsync() => _database.DisposeAsync();

        private static NewLog Log(string node, int i)
        {
            LogEntry entry = new(
                Noon.AddSeconds(i * 7 % 60),
                (Level)(i % 8),
                i % 3 == 0 ? "a.service" : "b.service",
                i % 10 == 0 ? $"Number {i} is 100%_done" : $"Number {i} is 100 undone",
                $"cursor-{i}",
                null);
            return new NewLog(EventKey.OfCursor(node, entry.Cursor!), entry, i % 5, EventFlags.None, []);
        }
    }
}
