using System.Net.Sockets;
using System.Text;

namespace DevMesh.Shipper.Running;

/// <summary>Tells systemd how the service is doing (sd_notify(3)). Hand-written: the library for it does not restore on every feed.</summary>
internal sealed class SystemdNotify : IDisposable
{
    private readonly Socket? _socket;

    /// <param name="address">The environment variable NOTIFY_SOCKET; null or empty when nobody listens.</param>
    public SystemdNotify(string? address)
    {
        if (address is not ['/' or '@', ..])
        {
            return; // a kind of socket that no service of this machine is given
        }

        Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(address[0] == '@' ? '\0' + address[1..] : address)); // @: an abstract name
            _socket = socket;
        }
        catch (SocketException)
        {
            socket.Dispose(); // a variable inherited from somewhere: no reason not to ship
        }
    }

    /// <summary>How often the watchdog wants to hear of the service, from WATCHDOG_USEC; null when there is none.</summary>
    public static TimeSpan? WatchdogInterval(string? micros) =>
        long.TryParse(micros, out long interval) && interval > 0 ? TimeSpan.FromMicroseconds(interval) : null;

    public void Ready() => Send("READY=1");

    public void Stopping() => Send("STOPPING=1");

    public void Alive() => Send("WATCHDOG=1");

    /// <param name="text">One line, shown by systemctl status.</param>
    public void Status(string text) => Send($"STATUS={text.ReplaceLineEndings(" ")}");

    public void Dispose() => _socket?.Dispose();

    private void Send(string message)
    {
        try
        {
            _socket?.Send(Encoding.UTF8.GetBytes(message));
        }
        catch (SocketException)
        {
            // Nobody listens any more; the shipping is what counts.
        }
    }
}
