using System.CommandLine;
using DevMesh.Domain.Nodes;
using DevMesh.Shipper;
using DevMesh.Shipper.Journal;
using DevMesh.Shipper.Running;
using DevMesh.Shipper.Shipping;
using DevMesh.Tests.Shipper.Shipping;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Running;

public sealed class ObserverTests
{
    private static readonly DateTimeOffset LoggedAt = new(JournalTime.ToUtc(Entries.Micros + 1000));

    private readonly ManualTime _time = new(LoggedAt.AddSeconds(90));
    private readonly Counters _counters = new();
    private readonly LogLines _log = new();
    private readonly RulesInForce _rules;
    private Ledger _ledger = new(null, new Position());
    private bool _atEnd;

    public ObserverTests() => _rules = new RulesInForce("/nowhere/filter.yaml", null, _log.Logger<RulesInForce>());

    [Fact]
    public void The_lag_is_the_age_of_the_last_entry_that_arrived_while_there_is_more()
    {
        Batch batch = Batches.Of(["a"]);
        _ledger.Begin(batch);
        Assert.Equal(90, Look().Heartbeat.LagS);

        _ledger.Complete(batch);
        Assert.Equal(90, Look().Heartbeat.LagS);
        _time.Advance(TimeSpan.FromSeconds(0.25));
        Assert.Equal(90.2, Look().Heartbeat.LagS);

        _atEnd = true;
        Assert.Equal(0, Look().Heartbeat.LagS);
    }

    [Fact]
    public void Before_the_first_entry_there_is_no_lag() => Assert.Equal(0, Look().Heartbeat.LagS);

    [Theory]
    [InlineData(0)]
    [InlineData(JournalTime.LatestMicros)]
    public void A_wrong_clock_makes_no_lag_that_the_server_refuses(long loggedAt)
    {
        _ledger = new Ledger(null, new Position { Cursor = "c", LoggedAt = loggedAt + 1 });

        Assert.InRange(Look().Heartbeat.LagS, 0, HeartbeatLimits.MaxLag);
    }

    [Fact]
    public void All_that_is_known_is_told()
    {
        Batch batch = Batches.Build(
            new FakeSource().Log("a").Log("x").Log("a"),
            Batches.Rules("rules: [{ name: no-x, action: drop, match: { message_prefix: x } }]\n"));
        _ledger.Begin(batch);
        _ledger.Complete(batch);
        _ledger.AddGap(LoggedAt.AddHours(-2), LoggedAt.AddHours(-1));
        _counters.AddCompleted(batch);
        _counters.AddSent(1);
        _counters.Retried("503", LoggedAt);

        ShipperStatus status = Look();

        Assert.Equal(("n1", "http://server:8000", 3, 1), (status.Node, status.Server, status.Read, status.Repeats));
        Assert.Equal(("503", LoggedAt, "503"), (status.Trouble, status.LastErrorAt, status.Heartbeat.LastError));
        Assert.Equal((1, 1, "c3"), (status.Heartbeat.Sent, status.Heartbeat.Retries, status.Heartbeat.Cursor));
        Assert.Equal([new("no-x", 1)], status.Heartbeat.Dropped);
        Assert.Single(status.Heartbeat.Gaps);
        Assert.Equal(LoggedAt.AddSeconds(90), status.WrittenAt);
        Assert.False(status.Stopped);
    }

    [Fact]
    public void Broken_rules_are_trouble_too()
    {
        _rules.Reload();

        Assert.Contains("filter rules", Look().Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_error_is_cut_to_what_the_server_takes()
    {
        _counters.Retried(new string('x', 10_000), LoggedAt);

        Assert.Equal(HeartbeatLimits.MaxErrorLength, Look().Heartbeat.LastError!.Length);
    }

    private ShipperStatus Look() => new Observer(
        Options(), _counters, _ledger, new DeadLetters(null, 1, _time, _log.Logger<DeadLetters>()), _rules, () => _atEnd, _time)
        .Look();

    private static ShipperOptions Options() =>
        new() { Node = "n1", Server = new Uri("http://server:8000/base/"), Start = JournalStart.All };
}
