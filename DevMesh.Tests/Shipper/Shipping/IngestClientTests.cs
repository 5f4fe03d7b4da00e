using System.Net;
using System.Net.Sockets;
using System.Text;
using DevMesh.Shipper.Shipping;
using DevMesh.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace DevMesh.Tests.Shipper.Shipping;

public sealed class IngestClientTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private FakeServer _server = null!;

    public async Task InitializeAsync() => _server = await FakeServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_body_is_one_gzipped_batch()
    {
        IngestAnswer answer = await PostAsync();

        ServerRequest request = Assert.Single(_server.Requests);
        Assert.Equal(Verdict.Accepted, answer.Verdict);
        Assert.Equal(("/ingest/logs", "gzip"), (request.Path, request.Encoding));
        Assert.Equal("""{"node":"n1","logs":[{"message":"a"},{"message":"b"}]}""", request.Body.GetRawText());
    }

    [Theory]
    [InlineData(200, "{\"rejected\":[]}")]
    [InlineData(200, "{}")]
    [InlineData(200, "")]
    [InlineData(202, " \r\n")]
    public async Task A_2xx_that_says_nothing_else_is_an_acknowledgement(int status, string body)
    {
        _server.Answer = (_, response) => FakeServer.Status(response, status, body);

        Assert.Equal(Verdict.Accepted, (await PostAsync()).Verdict);
    }

    [Fact]
    public async Task A_2xx_lists_what_it_rejected()
    {
        _server.Answer = (_, response) => response.WriteAsync("""{"received":2,"rejected":[{"index":1,"reason":"no timestamp"}]}""");

        var rejected = Assert.Single((await PostAsync()).Rejected!);

        Assert.Equal((1, "no timestamp"), (rejected.Index, rejected.Reason));
    }

    [Theory]
    [InlineData("<html><title>Sign in</title></html>")]
    [InlineData("[]")]
    [InlineData("\"ok\"")]
    [InlineData("{\"rejected\":7}")]
    [InlineData("{\"rejected\":[")]
    [InlineData("{\"rejected\":[null]}")]
    [InlineData("{\"rejected\":[{\"index\":0}]}")]
    public async Task A_2xx_with_anything_else_in_it_is_no_acknowledgement(string body)
    {
        _server.Answer = (_, response) => FakeServer.Status(response, 200, body);

        IngestAnswer answer = await PostAsync();

        Assert.Equal(Verdict.TryLater, answer.Verdict);
        Assert.Contains("is there a proxy in between?", answer.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, Verdict.BadEntries)]
    [InlineData(422, Verdict.BadEntries)]
    [InlineData(413, Verdict.TooLarge)]
    [InlineData(302, Verdict.TryLater)]
    [InlineData(401, Verdict.TryLater)]
    [InlineData(403, Verdict.TryLater)]
    [InlineData(404, Verdict.TryLater)]
    [InlineData(408, Verdict.TryLater)]
    [InlineData(409, Verdict.TryLater)]
    [InlineData(415, Verdict.TryLater)]
    [InlineData(429, Verdict.TryLater)]
    [InlineData(500, Verdict.TryLater)]
    [InlineData(503, Verdict.TryLater)]
    [InlineData(599, Verdict.TryLater)]
    public async Task Each_status_has_its_verdict(int status, object verdict)
    {
        _server.Answer = (_, response) => FakeServer.Status(response, status, "{\"detail\":\"because\u001b[2J\u202e\"}");

        IngestAnswer answer = await PostAsync();

        Assert.Equal(verdict, answer.Verdict);
        Assert.StartsWith($"{status} ", answer.Reason, StringComparison.Ordinal);
        Assert.Contains("because", answer.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Reason, each => char.IsControl(each) || each == '\u202e');
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Thu, 01 Jan 2026 00:02:00 GMT", 120)]
    [InlineData("soon", null)]
    public async Task Retry_After_is_read_as_seconds_and_as_a_date(string header, int? seconds)
    {
        _server.Answer = (_, response) =>
        {
            response.Headers.RetryAfter = header;
            return FakeServer.Status(response, 429);
        };

        Assert.Equal(seconds, (await PostAsync()).RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task A_dropped_connection_is_no_answer()
    {
        _server.Answer = (_, response) => FakeServer.Drop(response);

        IngestAnswer answer = await PostAsync();

        Assert.Equal(Verdict.TryLater, answer.Verdict);
        Assert.StartsWith("no answer: ", answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_no_answer()
    {
        _server.Answer = async (_, response) =>
        {
            response.ContentLength = 1000;
            await response.WriteAsync("{\"rejected\":[]");
            await response.Body.FlushAsync();
            response.HttpContext.Abort();
        };

        Assert.Equal(Verdict.TryLater, (await PostAsync()).Verdict);
    }

    [Fact]
    public async Task Nobody_there_is_no_answer()
    {
        using HttpClient nobody = new() { BaseAddress = new Uri("http://127.0.0.1:1/") };

        Assert.StartsWith("no answer: ", (await PostAsync(nobody)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_at_connect_which_the_client_gives_as_it_is_is_no_answer()
    {
        using HttpClient reset = new(new Resetting()) { BaseAddress = _server.Url };

        IngestAnswer answer = await PostAsync(reset);

        Assert.Equal(Verdict.TryLater, answer.Verdict);
        Assert.StartsWith("no answer: ", answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_no_answer_after_the_timeout()
    {
        _server.Answer = (_, response) => Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted);
        using HttpClient impatient = new() { BaseAddress = _server.Url, Timeout = TimeSpan.FromMilliseconds(100) };

        Assert.Equal("no answer within 0.1 s", (await PostAsync(impatient)).Reason);
    }

    [Fact]
    public async Task A_stop_is_a_stop_and_no_answer()
    {
        using CancellationTokenSource stop = new();
        _server.Answer = async (_, response) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PostAsync(ct: stop.Token));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_when_the_client_does_not()
    {
        _server.Answer = (request, response) =>
        {
            response.Headers.Location = "/elsewhere";
            return FakeServer.Status(response, (int)HttpStatusCode.TemporaryRedirect);
        };
        using HttpClient plain = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _server.Url };

        Assert.Equal(Verdict.TryLater, (await PostAsync(plain)).Verdict);
        Assert.Single(_server.Requests);
    }

    private Task<IngestAnswer> PostAsync(HttpClient? http = null, CancellationToken ct = default) =>
        new IngestClient(http ?? _server.Http, new ManualTime(Now)).PostAsync(
            new RequestBody("n1").Compress(Encoding.UTF8.GetBytes("""{"message":"a"},{"message":"b"}""")), ct);

    private sealed class Resetting : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new SocketException((int)SocketError.NotConnected);
    }
}
