using System.Net;
using System.Net.Sockets;
using System.Text;
using DevMesh.Bench.Running;

namespace DevMesh.Tests.Bench.Running;

/// <summary>In front of a server that sends back whatever it gets.</summary>
public sealed class TcpProxyTests : IAsyncLifetime
{
    private readonly Echo _echo = Echo.Start();
    private TcpProxy _proxy = null!;

    public Task InitializeAsync()
    {
        _proxy = TcpProxy.Start(_echo.Address);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _echo.DisposeAsync();
    }

    [Fact]
    public async Task Bytes_pass_both_ways_and_so_does_the_end()
    {
        using Socket client = await ConnectAsync();
        await client.SendAsync("hello"u8.ToArray());
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal("hello", await ReadToEndAsync(client));
    }

    [Fact]
    public async Task Slow_bytes_all_arrive_in_their_order()
    {
        (_proxy.Delay, _proxy.Piece) = (TimeSpan.FromMilliseconds(1), 3);
        using Socket client = await ConnectAsync();
        await client.SendAsync("one two three four"u8.ToArray());
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal("one two three four", await ReadToEndAsync(client));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public async Task A_cut_amid_an_answer_lets_so_many_bytes_pass_and_resets_the_connection(int bytes)
    {
        Task cut = _proxy.CutAfterAsync(ProxyWay.FromTarget, bytes);
        using Socket client = await ConnectAsync();
        await client.SendAsync("a long answer"u8.ToArray());
        await cut;

        (string answer, bool isReset) = await ReadAsync(client);

        Assert.True(isReset);
        Assert.StartsWith(answer, "a long "[..bytes], StringComparison.Ordinal);
        Assert.Equal(13, _echo.Received);
        Assert.Equal(1, _proxy.Cuts);
    }

    [Fact]
    public async Task A_cut_amid_a_request_lets_the_server_see_its_beginning_only()
    {
        Task cut = _proxy.CutAfterAsync(ProxyWay.ToTarget, 4);
        using Socket client = await ConnectAsync();
        await client.SendAsync("a long request"u8.ToArray());
        await cut;

        Assert.True((await ReadAsync(client)).IsReset);
        await _echo.EndedAsync();
        Assert.Equal(4, _echo.Received);
    }

    [Fact]
    public async Task Only_the_connection_that_carries_the_byte_is_cut()
    {
        using Socket other = await ConnectAsync();
        using Socket client = await ConnectAsync();
        Task cut = _proxy.CutAfterAsync(ProxyWay.ToTarget, 2);
        await client.SendAsync("cut me"u8.ToArray());
        await cut;
        await other.SendAsync("not me"u8.ToArray());
        other.Shutdown(SocketShutdown.Send);

        Assert.Equal("not me", await ReadToEndAsync(other));
    }

    [Fact]
    public async Task Every_connection_is_reset_and_new_ones_go_to_the_new_target()
    {
        await using Echo second = Echo.Start();
        using Socket one = await ConnectAsync();
        await one.SendAsync("x"u8.ToArray());
        Assert.Equal(1, await one.ReceiveAsync(new byte[1]));
        _proxy.Cut();
        _proxy.Target = second.Address;

        Assert.True((await ReadAsync(one)).IsReset);
        using Socket next = await ConnectAsync();
        await next.SendAsync("there"u8.ToArray());
        next.Shutdown(SocketShutdown.Send);
        Assert.Equal("there", await ReadToEndAsync(next));
        Assert.Equal(5, second.Received);
    }

    [Fact]
    public async Task What_is_held_back_arrives_after_the_release()
    {
        using Socket client = await ConnectAsync();
        _proxy.Hold();
        await client.SendAsync("late"u8.ToArray());
        client.Shutdown(SocketShutdown.Send);
        Task<string> read = ReadToEndAsync(client);
        Assert.Equal((false, 0), (read.IsCompleted, _echo.Received));

        _proxy.Release();

        Assert.Equal("late", await read);
    }

    [Fact]
    public async Task A_refused_connection_is_reset()
    {
        _proxy.Refuses = true;
        await AssertResetAsync();
        Assert.Equal(0, _proxy.Cuts);
    }

    [Fact]
    public async Task Without_a_target_a_connection_is_reset()
    {
        await _echo.DisposeAsync();
        await AssertResetAsync();
    }

    /// <summary>The reset may come before the connection is told to be there, or after.</summary>
    private async Task AssertResetAsync()
    {
        try
        {
            using Socket client = await ConnectAsync();
            Assert.True((await ReadAsync(client)).IsReset);
        }
        catch (SocketException e)
        {
            Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
        }
    }

    private async Task<Socket> ConnectAsync()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _proxy.Port);
        return socket;
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        (string text, bool isReset) = await ReadAsync(socket);
        Assert.False(isReset);
        return text;
    }

    private static async Task<(string Text, bool IsReset)> ReadAsync(Socket socket)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[100];
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer)) > 0)
            {
                text.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }

            return (text.ToString(), false);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return (text.ToString(), true);
        }
    }

    private sealed class Echo : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _serving;

        private Echo()
        {
            _listener.Start();
            _serving = ServeAsync();
        }

        public static Echo Start() => new();

        public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

        public int Received { get; private set; }

        /// <summary>A connection of it has come to its end, a good one or not.</summary>
        public Task EndedAsync() => _ended.Task;

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _serving;
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    _ = AnswerAsync(await _listener.AcceptSocketAsync());
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Disposed of.
            }
        }

        private async Task AnswerAsync(Socket socket)
        {
            byte[] buffer = new byte[100];
            try
            {
                int read;
                while ((read = await socket.ReceiveAsync(buffer)) > 0)
                {
                    Received += read;
                    await socket.SendAsync(buffer.AsMemory(0, read));
                }
            }
            catch (SocketException)
            {
                // Reset.
            }

            socket.Dispose();
            _ended.TrySetResult();
        }
    }
}
