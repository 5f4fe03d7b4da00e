using System.Net;
using System.Net.Sockets;

namespace DevMesh.Tests.Support;

public sealed class TcpProxyTests : IAsyncLifetime
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private TcpProxy _proxy = null!;

    public Task InitializeAsync()
    {
        _server.Start();
        _proxy = new TcpProxy(((IPEndPoint)_server.LocalEndpoint).Port);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task What_is_sent_arrives_in_both_directions()
    {
        (TcpClient client, TcpClient served) = await ConnectAsync();
        using (client)
        using (served)
        {
            await client.GetStream().WriteAsync("ask"u8.ToArray());
            Assert.Equal("ask", await ReadAsync(served, 3));
            await served.GetStream().WriteAsync("answer"u8.ToArray());
            Assert.Equal("answer", await ReadAsync(client, 6));
        }
    }

    [Fact]
    public async Task A_cut_resets_what_is_open_and_nothing_else()
    {
        (TcpClient client, TcpClient served) = await ConnectAsync();
        _proxy.Cut();
        await Assert.ThrowsAsync<IOException>(() => ReadAsync(client, 1));
        served.Dispose();
        client.Dispose();
        (TcpClient again, TcpClient servedAgain) = await ConnectAsync();
        again.Dispose();
        servedAgain.Dispose();
    }

    [Fact]
    public async Task An_answer_is_cut_in_its_middle()
    {
        (TcpClient client, TcpClient served) = await ConnectAsync();
        using (client)
        using (served)
        {
            _proxy.CutAfterBytes(4);
            await served.GetStream().WriteAsync("12345678"u8.ToArray());
            await Assert.ThrowsAsync<IOException>(() => ReadAsync(client, 8));
        }
    }

    [Fact]
    public async Task What_is_held_back_arrives_after_the_release()
    {
        (TcpClient client, TcpClient served) = await ConnectAsync();
        using (client)
        using (served)
        {
            _proxy.Hold();
            await client.GetStream().WriteAsync("late"u8.ToArray());
            Task<string> read = ReadAsync(served, 4);
            Assert.False(read.IsCompleted);
            _proxy.Release();
            Assert.Equal("late", await read);
        }
    }

    [Fact]
    public async Task A_refused_connection_is_reset()
    {
        _proxy.Refuses = true;
        using TcpClient client = new();
        // Whether the reset comes before or after the client calls itself connected, the network decides.
        Exception refused = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await client.ConnectAsync(IPAddress.Loopback, _proxy.Port);
            await ReadAsync(client, 1);
        });
        Assert.Equal(SocketError.ConnectionReset, ((refused as SocketException) ?? (SocketException)refused.InnerException!).SocketErrorCode);
    }

    private async Task<(TcpClient Client, TcpClient Served)> ConnectAsync()
    {
        TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, _proxy.Port);
        return (client, await _server.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static async Task<string> ReadAsync(TcpClient from, int length)
    {
        byte[] read = new byte[length];
        await from.GetStream().ReadExactlyAsync(read).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        return System.Text.Encoding.ASCII.GetString(read);
    }
}
