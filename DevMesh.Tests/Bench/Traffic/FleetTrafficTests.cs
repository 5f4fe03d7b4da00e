using System.Text.Json;
using DevMesh.Bench.Traffic;
using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Logs;

namespace DevMesh.Tests.Bench.Traffic;

public sealed class FleetTrafficTests
{
    private static readonly DateTime Start = new(2026, 11, 20, 0, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(1);

    [Fact]
    public void The_same_seed_gives_the_same_logs_and_another_seed_others()
    {
        Assert.Equal(Take(seed: 1), Take(seed: 1));
        Assert.NotEqual(Take(seed: 1), Take(seed: 2));

        static List<TrafficLog> Take(int seed) => [.. new FleetTraffic(seed, kinds: 5000).Logs("gpu-node", Start, Gap).Take(500)];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void Timestamps_rise_by_whole_microseconds_about_one_gap_apart(long gapMicros)
    {
        const int Count = 5000;
        TimeSpan gap = TimeSpan.FromMicroseconds(gapMicros);
        TrafficLog[] logs = [.. new FleetTraffic(3).Logs("teaching", Start, gap).Take(Count)];
        Assert.All(logs.Zip(logs.Skip(1)), pair => Assert.True(pair.First.Timestamp < pair.Second.Timestamp));
        Assert.All(logs, log => Assert.Equal(0, log.Timestamp.Ticks % TimeSpan.TicksPerMicrosecond));
        Assert.InRange((logs[^1].Timestamp - Start) / Count, gap * 0.7, (gap * 1.5) + TimeSpan.FromMicroseconds(3));
    }

    [Fact]
    public void Every_node_writes_complete_logs_with_cursors_of_their_own()
    {
        HashSet<string> cursors = [];
        foreach (string node in FleetTraffic.Nodes)
        {
            foreach (TrafficLog log in new FleetTraffic(5).Logs(node, Start, Gap).Take(1000))
            {
                Assert.True(NodeName.IsValid(log.Node), log.Node);
                Assert.Equal(node, log.Node);
                Assert.NotEmpty(log.Service);
                Assert.NotEmpty(log.Message);
                Assert.DoesNotContain('\n', log.Message);
                Assert.Matches("^s=[0-9a-f]{32};i=[0-9a-f]+;b=[0-9a-f]{32};m=[0-9a-f]+;t=[0-9a-f]+;x=[0-9a-f]+$", log.Cursor);
                Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(log.Fields).RootElement.ValueKind);
                Assert.True(cursors.Add(log.Cursor), "a cursor came twice");
            }
        }
    }

    [Fact]
    public void A_fleet_without_invented_kinds_shows_more_than_150_kinds_of_many_programs()
    {
        TrafficLog[] logs = Fleet(kinds: 0, count: 20_000);
        Assert.True(Templates(logs) > 150);
        Assert.True(logs.Select(log => log.Identifier).Distinct().Count() > 40);
        Assert.Equal(FleetTraffic.Nodes, logs.Select(log => log.Node).Distinct());
        Assert.InRange(logs.Length, 15_000, 25_000);
        Assert.InRange(logs.Count(log => log.Level <= Level.Err) / (double)logs.Length, 0.01, 0.15);
    }

    [Fact]
    public void Asking_for_kinds_extends_the_fleet_to_about_as_many_templates() =>
        Assert.InRange(Templates(Fleet(kinds: 6000, count: 120_000)), 4500, 7500);

    [Fact]
    public void An_unknown_slot_or_an_open_brace_is_refused()
    {
        Assert.Throws<FormatException>(() => Pattern.Parse("a {nonsense} b"));
        Assert.Throws<FormatException>(() => Pattern.Parse("a {user b"));
        Assert.Throws<FormatException>(() => Pattern.Parse("a } b"));
    }

    private static TrafficLog[] Fleet(int kinds, long count) =>
        [.. new FleetTraffic(7, kinds).Logs(Start, TimeSpan.FromHours(24), count)];

    private static int Templates(IEnumerable<TrafficLog> logs) =>
        logs.Select(log => Canonicalizers.Default.Canonicalize(log.Message).Text).Distinct().Count();
}
