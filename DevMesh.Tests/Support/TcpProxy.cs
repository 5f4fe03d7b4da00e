using System.Net;
using System.Net.Sockets;

namespace DevMesh.Tests.Support;

/// <summary>
/// A TCP proxy on a free loopback port before a server on this machine, whose network a test makes as bad as it wants: it
/// cuts what is open, cuts the next answer after so many bytes, delays, holds everything back, or refuses.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<Link> _links = [];
    private readonly int _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private TaskCompletionSource _open = Opened();
    private long _cutAfter = long.MaxValue;

    /// <param name="target">The server's port on 127.0.0.1.</param>
    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>New connections are reset as soon as they are made.</summary>
    public bool Refuses { get; set; }

    /// <summary>How long each piece of data waits on its way, in both directions.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Connections that are open now.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
            {
                return _links.Count;
            }
        }
    }

    /// <summary>Resets every connection that is open; new ones are made as before.</summary>
    public void Cut()
    {
        Link[] links;
        lock (_gate)
        {
            links = [.. _links];
        }

        foreach (Link link in links)
        {
            link.Reset();
        }
    }

    /// <summary>Resets every connection once the server has sent so many more bytes in all, which are not passed on whole.</summary>
    public void CutAfterBytes(long bytes) => Interlocked.Exchange(ref _cutAfter, bytes);

    /// <summary>Passes nothing on, and closes nothing, until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            if (_open.Task.IsCompleted)
            {
                _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>What was held back goes on.</summary>
    public void Release() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Release();
        Cut();
        await _accepting;
        _stop.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Link link = new(client, server);
        lock (_gate)
        {
            _links.Add(link);
        }

        try
        {
            if (!Refuses)
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                client.NoDelay = server.NoDelay = true;
                await Task.WhenAny(PassAsync(client, server, counted: false), PassAsync(server, client, counted: true));
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The server is away: the client is reset, as it would be without a proxy.
        }
        finally
        {
            lock (_gate)
            {
                _links.Remove(link);
            }

            link.Reset();
        }
    }

    private async Task PassAsync(Socket from, Socket to, bool counted)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and int read)
            {
                await _open.Task;
                if (Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay, _stop.Token);
                }

                if (counted && Interlocked.Read(ref _cutAfter) != long.MaxValue && Interlocked.Add(ref _cutAfter, -read) < 0)
                {
                    Interlocked.Exchange(ref _cutAfter, long.MaxValue);
                    Cut();
                    return;
                }

                for (int sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _stop.Token);
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone; both are reset.
        }
    }

    private sealed class Link(Socket client, Socket server)
    {
        public void Reset()
        {
            Reset(client);
            Reset(server);
        }

        private static void Reset(Socket socket)
        {
            try
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0); // closes by a reset, not by a goodbye
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It is closed already.
            }

            socket.Dispose();
        }
    }
}
