using System.Net.Sockets;
using System.Text;
using DevMesh.Shipper;
using DevMesh.Shipper.Journal;
using DevMesh.Shipper.Running;
using DevMesh.Shipper.Shipping;
using DevMesh.Tests.Shipper.Shipping;
using DevMesh.Tests.Support;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.Shipper.Running;

public sealed class WatchTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    private readonly ManualTime _time = new(Statuses.Now);
    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _log = new();
    private readonly Counters _counters = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _systemd = new(
        AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };
    private SystemdNotify _notify = null!;
    private Ledger _ledger = null!;
    private FakeServer _server = null!;
    private Task? _running;

    public async Task InitializeAsync()
    {
        _systemd.Bind(new UnixDomainSocketEndPoint(_folder["notify"]));
        _notify = new SystemdNotify(_folder["notify"]);
        _ledger = new Ledger(new PositionFile(_folder.Path), new Position());
        _server = await FakeServer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await (_running ?? Task.CompletedTask); // it ends when it is told to, and never with an exception
        await _server.DisposeAsync();
    }

    public void Dispose()
    {
        _notify.Dispose();
        _systemd.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_move_of_the_cursor_goes_to_disk_within_five_seconds()
    {
        Start();
        Receive(2);
        Batch batch = Batches.Of(["a"]);
        _ledger.Begin(batch);
        _ledger.Complete(batch);
        Assert.Null(OnDisk!.Cursor);

        Pass(5);
        Receive(2);

        Assert.Equal("c1", OnDisk!.Cursor);
        Assert.Equal("c1", new StatusFile(_folder.Path).Load()!.Heartbeat.Cursor);
    }

    [Fact]
    public void Systemd_hears_of_it_at_once_and_twice_within_the_watchdogs_interval()
    {
        Start(watchdog: TimeSpan.FromSeconds(4));
        Assert.Equal(["WATCHDOG=1", "STATUS=sent 0, dropped 0, repeats 0, lag 0 s"], Receive(2));

        _counters.AddSent(7);
        Pass(2);

        Assert.Equal(["WATCHDOG=1", "STATUS=sent 7, dropped 0, repeats 0, lag 0 s"], Receive(2));
    }

    [Fact]
    public void The_server_hears_of_it_at_once_and_each_half_minute_and_of_a_gap_without_delay()
    {
        Start();
        Requests(1);
        Pass(29);
        Assert.Single(_server.Requests);
        Pass(1);
        Requests(2);

        _ledger.AddGap(Statuses.Now.AddHours(-1), Statuses.Now);
        Pass(1);
        Requests(3);
        Assert.Equal(1, _server.Requests[2].Body.GetProperty("gaps").GetArrayLength());
    }

    [Fact]
    public void The_log_gets_a_line_a_minute_when_something_happened()
    {
        Start();
        Receive(2);
        _counters.AddSent(7);
        for (int i = 0; i < 11; i++)
        {
            Pass(5);
            Receive(2);
        }

        Assert.Empty(_log.All);
        Pass(5);
        Receive(2);
        Until(() => _log.All.Count == 1);
        Assert.Equal((LogLevel.Information, "sent 7, dropped 0, repeats 0, lag 0 s"), (_log.All[0].Level, _log.All[0].Message));

        for (int i = 0; i < 13; i++)
        {
            Pass(5);
            Receive(2);
        }

        Assert.Single(_log.All); // nothing happened since
    }

    [Fact]
    public void A_status_that_cannot_be_written_is_told_and_ends_nothing()
    {
        Directory.CreateDirectory(_folder["status.json.new"]);
        Start();
        Receive(2);
        Assert.Contains("could not be written down", Assert.Single(_log.All).Message, StringComparison.Ordinal);

        Directory.Delete(_folder["status.json.new"]);
        Pass(5);
        Receive(2);
        Assert.NotNull(new StatusFile(_folder.Path).Load());
    }

    [Fact]
    public void The_last_words_say_that_it_has_stopped()
    {
        Watch(null).Finish();

        Assert.True(new StatusFile(_folder.Path).Load()!.Stopped);
    }

    private Position? OnDisk => new PositionFile(_folder.Path).Load();

    private void Start(TimeSpan? watchdog = null) => _running = Watch(watchdog).RunAsync(_stop.Token);

    private Watch Watch(TimeSpan? watchdog)
    {
        ShipperOptions options = new() { Node = "n1", Server = _server.Url, Start = JournalStart.All };
        Observer observer = new(
            options, _counters, _ledger, new DeadLetters(null, 1, _time, _log.Logger<DeadLetters>()),
            new RulesInForce(null, null, _log.Logger<RulesInForce>()), () => true, _time);
        return new Watch(
            observer, _ledger, new StatusFile(
                _folder.Path), new HeartbeatSender(_server.Http, "n1", _log.Logger<HeartbeatSender>()), _notify,
            null, watchdog, _time, _log.Logger<Watch>());
    }

    /// <summary>Lets so many seconds pass at once.</summary>
    private void Pass(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private string[] Receive(int count)
    {
        byte[] buffer = new byte[1000];
        return [.. Enumerable.Range(0, count).Select(_ => Encoding.UTF8.GetString(buffer, 0, _systemd.Receive(buffer)))];
    }

    private void Requests(int count) => Until(() => _server.Requests.Count == count);

    private static void Until(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(holds, Long));
}
