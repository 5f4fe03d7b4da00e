using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DevMesh.Bench.Running;

public enum ProxyWay
{
    ToTarget,
    FromTarget,
}

/// <summary>
/// Passes TCP connections of a free loopback port on to a target, until it is told to make them as bad as a network can be: it
/// cuts, slows, holds back or refuses. A cut is a reset (RST) of both ends, as from a router that forgot them.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private const int LargestPiece = 64 * 1024;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentDictionary<Link, Task> _links = new();
    private readonly Lock _gate = new();
    private readonly Task _accepting;
    private TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CutPoint? _cut;
    private int _cuts;
    private int _made;

    private TcpProxy(IPEndPoint target)
    {
        Target = target;
        _open.SetResult();
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    public static TcpProxy Start(IPEndPoint target) => new(target);

    /// <param name="port">Of a server on 127.0.0.1.</param>
    public static TcpProxy Start(int port) => new(new IPEndPoint(IPAddress.Loopback, port));

    public int Port { get; }

    /// <summary>Where connections go that are made from now on.</summary>
    public IPEndPoint Target { get; set; }

    /// <summary>Connections are reset as soon as they are made.</summary>
    public bool Refuses { get; set; }

    /// <summary>How long each piece waits before it is passed on.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>The most bytes of a piece.</summary>
    public int Piece { get; set; } = LargestPiece;

    /// <summary>Connections that are open now.</summary>
    public int Connections => _links.Count;

    /// <summary>Connections that were made, whatever became of them.</summary>
    public int Made => Volatile.Read(ref _made);

    /// <summary>Connections that were cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>
    /// Lets so many bytes pass this way, over all connections, and resets the one that carries the next: in the middle of a
    /// request or of an answer. Completes with the reset. One cut at a time.
    /// </summary>
    public Task CutAfterAsync(ProxyWay way, long bytes)
    {
        lock (_gate)
        {
            _cut = new CutPoint(way, bytes);
            return _cut.Done.Task;
        }
    }

    /// <summary>Resets every connection; new ones are made as before.</summary>
    public void Cut()
    {
        foreach (Link link in _links.Keys)
        {
            Reset(link);
        }
    }

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
    public void Release()
    {
        lock (_gate)
        {
            _open.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Release();
        Cut();
        await Task.WhenAll(_links.Values);
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptAsync(_over.Token);
                Interlocked.Increment(ref _made);
                Link link = new(client, new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
                TaskCompletionSource known = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _links[link] = ServeAsync(link, known.Task);
                known.SetResult();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Disposed of.
        }
    }

    private async Task ServeAsync(Link link, Task known)
    {
        await known; // or it might be gone from the list before it is in it
        try
        {
            if (Refuses)
            {
                link.Reset();
            }
            else
            {
                link.Client.NoDelay = link.Target.NoDelay = true;
                await link.Target.ConnectAsync(Target, _over.Token);
                await Task.WhenAll(PassAsync(link, ProxyWay.ToTarget), PassAsync(link, ProxyWay.FromTarget));
                link.Close();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            link.Reset(); // there is no target, or one end is gone
        }

        _links.TryRemove(link, out _);
    }

    private async Task PassAsync(Link link, ProxyWay way)
    {
        (Socket from, Socket to) = way == ProxyWay.ToTarget ? (link.Client, link.Target) : (link.Target, link.Client);
        byte[] buffer = new byte[LargestPiece];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer.AsMemory(0, Math.Min(Piece, LargestPiece)), _over.Token)) > 0)
            {
                await _open.Task;
                if (Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay, _over.Token);
                }

                CutPoint? cut = Take(way, read, out int passed);
                for (int sent = 0; sent < passed;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, passed - sent), _over.Token);
                }

                if (cut is not null)
                {
                    Reset(link);
                    cut.Done.SetResult();
                    return;
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            link.Reset(); // the other end must learn that this one is gone, and the other way end
            throw;
        }
    }

    /// <returns>The cut that falls into a piece of so many bytes; null when all of it may pass.</returns>
    private CutPoint? Take(ProxyWay way, int bytes, out int passed)
    {
        lock (_gate)
        {
            passed = bytes;
            if (_cut is not { } cut || cut.Way != way)
            {
                return null;
            }

            if (bytes <= cut.Left)
            {
                cut.Left -= bytes;
                return null;
            }

            passed = (int)cut.Left;
            _cut = null;
            return cut;
        }
    }

    private void Reset(Link link)
    {
        Interlocked.Increment(ref _cuts);
        link.Reset();
    }

    private sealed class CutPoint(ProxyWay way, long left)
    {
        public ProxyWay Way => way;

        public long Left { get; set; } = left;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Link(Socket client, Socket target)
    {
        public Socket Client => client;

        public Socket Target => target;

        public void Close()
        {
            Client.Dispose();
            Target.Dispose();
        }

        /// <summary>Without lingering, a close is a reset.</summary>
        public void Reset()
        {
            foreach (Socket socket in new[] { Client, Target })
            {
                try
                {
                    socket.LingerState = new LingerOption(true, 0);
                }
                catch (Exception e) when (e is ObjectDisposedException or SocketException)
                {
                    // It is closed.
                }

                socket.Dispose();
            }
        }
    }
}
