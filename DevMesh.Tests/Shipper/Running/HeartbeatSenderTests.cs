using DevMesh.Domain.Nodes;
using DevMesh.Shipper.Running;
using DevMesh.Tests.Shipper.Shipping;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Running;

public sealed class HeartbeatSenderTests : IAsyncLifetime
{
    private readonly LogLines _log = new();
    private FakeServer _server = null!;
    private HeartbeatSender _sender = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeServer.StartAsync();
        _sender = new HeartbeatSender(_server.Http, "n1", _log.Logger<HeartbeatSender>());
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_heartbeat_is_what_the_server_reads()
    {
        await _sender.SendAsync(Statuses.Troubled, CancellationToken.None);

        ServerRequest request = Assert.Single(_server.Requests);
        Assert.Equal("/nodes/n1/heartbeat", request.Path);
        Heartbeat read = HeartbeatReader.Read(System.Text.Encoding.UTF8.GetBytes(request.Body.GetRawText()));
        Heartbeat told = Statuses.Troubled.Heartbeat;
        Assert.Equal(told with { Dropped = read.Dropped, Gaps = read.Gaps }, read);
        Assert.Equal(told.Dropped, read.Dropped);
        Assert.Equal(told.Gaps, read.Gaps);
    }

    [Fact]
    public async Task A_heartbeat_of_a_fresh_start_is_one_too()
    {
        Heartbeat beat = new() { Version = "1", StartedAt = Statuses.Now.AddTicks(1_234_567) };
        ShipperStatus fresh = Statuses.Usual with { Heartbeat = beat };

        await _sender.SendAsync(fresh, CancellationToken.None);

        Heartbeat read = HeartbeatReader.Read(
            System.Text.Encoding.UTF8.GetBytes(Assert.Single(_server.Requests).Body.GetRawText()));
        Assert.Null(read.Cursor);
        Assert.Equal(fresh.Heartbeat.StartedAt!.Value, read.StartedAt!.Value, TimeSpan.FromMicroseconds(1));
    }

    [Fact]
    public async Task A_failure_is_told_once_until_one_succeeds_again_and_is_never_thrown()
    {
        _server.Answer = (_, response) => FakeServer.Status(response, 404);
        await _sender.SendAsync(Statuses.Usual, CancellationToken.None);
        _server.Answer = (_, response) => FakeServer.Drop(response);
        await _sender.SendAsync(Statuses.Usual, CancellationToken.None);
        Assert.Contains("404", Assert.Single(_log.All).Message, StringComparison.Ordinal);

        _server.Answer = (_, response) => FakeServer.Status(response, 204);
        await _sender.SendAsync(Statuses.Usual, CancellationToken.None);
        _server.Answer = (_, response) => FakeServer.Drop(response);
        await _sender.SendAsync(Statuses.Usual, CancellationToken.None);

        Assert.Equal(2, _log.All.Count);
    }

    [Fact]
    public async Task A_stop_ends_it()
    {
        using CancellationTokenSource stop = new();
        _server.Answer = async (_, response) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _sender.SendAsync(Statuses.Usual, stop.Token));
    }
}
