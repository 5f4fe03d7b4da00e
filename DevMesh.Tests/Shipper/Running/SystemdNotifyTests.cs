using System.Net.Sockets;
using System.Text;
using DevMesh.Shipper.Running;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Running;

public sealed class SystemdNotifyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Socket _systemd = new(
        AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };

    public void Dispose()
    {
        _systemd.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Each_state_is_one_datagram()
    {
        _systemd.Bind(new UnixDomainSocketEndPoint(_folder["notify"]));
        using SystemdNotify notify = new(_folder["notify"]);

        notify.Ready();
        notify.Status("sent 1\nretries 2");
        notify.Alive();
        notify.Stopping();

        Assert.Equal(
            ["READY=1", "STATUS=sent 1 retries 2", "WATCHDOG=1", "STOPPING=1"], [Receive(), Receive(), Receive(), Receive()]);
    }

    [Fact]
    public void An_at_sign_names_an_abstract_socket()
    {
        string name = $"devmesh-test-{Guid.NewGuid():N}";
        _systemd.Bind(new UnixDomainSocketEndPoint('\0' + name));
        using SystemdNotify notify = new("@" + name);

        notify.Ready();

        Assert.Equal("READY=1", Receive());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("vsock:2:1234")]
    [InlineData("/nowhere/notify")]
    public void Where_nobody_listens_nothing_is_told_and_nothing_fails(string? address)
    {
        using SystemdNotify notify = new(address);

        Assert.Null(Record.Exception(notify.Ready));
    }

    [Fact]
    public void One_who_goes_away_is_no_failure()
    {
        _systemd.Bind(new UnixDomainSocketEndPoint(_folder["notify"]));
        using SystemdNotify notify = new(_folder["notify"]);
        _systemd.Dispose();

        Assert.Null(Record.Exception(notify.Alive));
    }

    [Theory]
    [InlineData("60000000", 60.0)]
    [InlineData("1500000", 1.5)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public void The_watchdog_names_its_interval_in_microseconds(string? micros, double? seconds) =>
        Assert.Equal(seconds, SystemdNotify.WatchdogInterval(micros)?.TotalSeconds);

    private string Receive()
    {
        byte[] buffer = new byte[1000];
        return Encoding.UTF8.GetString(buffer, 0, _systemd.Receive(buffer));
    }
}
