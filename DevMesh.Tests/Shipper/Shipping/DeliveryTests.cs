using System.Text.Json;
using DevMesh.Shipper.Shipping;
using DevMesh.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace DevMesh.Tests.Shipper.Shipping;

public sealed class DeliveryTests : IAsyncLifetime, IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ManualTime _time = new(Start);
    private readonly Counters _counters = new();
    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _log = new();
    private readonly Batch _batch = Batches.Of([.. Enumerable.Range(0, 10).Select(i => $"m{i}")]);
    private LogPace _pace = null!;
    private DeadLetters _deadLetters = null!;
    private FakeServer _server = null!;

    public async Task InitializeAsync()
    {
        _pace = new LogPace(_time);
        _deadLetters = new DeadLetters(_folder["dead.jsonl"], DeadLetters.DefaultLongestFile, _time, _log.Logger<DeadLetters>());
        _server = await FakeServer.StartAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_batch_that_is_taken_is_one_request()
    {
        await DeliverAsync();

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"m{i}"), Assert.Single(_server.Requests).Messages);
        Assert.Equal((10, 0, null), (_counters.Sent, _counters.Retries, _counters.Trouble));
    }

    [Fact]
    public async Task A_batch_that_a_filter_emptied_is_no_request()
    {
        Batch empty = Batches.Build(
            new FakeSource().LogMany(3),
            Batches.Rules("rules: [{ name: all, action: drop, match: { service: app.service } }]\n"));

        await DeliverAsync(empty);

        Assert.Empty(_server.Requests);
    }

    [Theory]
    [InlineData(400, "m0")]
    [InlineData(422, "m6")]
    [InlineData(400, "m9")]
    public async Task A_refused_batch_is_bisected_to_the_one_bad_entry(int status, string bad)
    {
        List<string> stored = [];
        _server.Answer = (request, response) =>
        {
            if (request.Messages.Contains(bad))
            {
                return FakeServer.Status(response, status, $"{bad} is bad");
            }

            stored.AddRange(request.Messages);
            return FakeServer.Stored(response);
        };

        await DeliverAsync();

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"m{i}").Where(each => each != bad), stored);
        (string reason, string message) = Assert.Single(Dead());
        Assert.Equal(bad, message);
        Assert.Contains($"{bad} is bad", reason, StringComparison.Ordinal);
        Assert.Equal((9, 0L, 1L), (_counters.Sent, _counters.Retries, _deadLetters.Total));
    }

    [Fact]
    public async Task Entries_that_a_200_lists_as_rejected_are_put_aside_with_their_reasons()
    {
        _server.Answer = (_, response) => response.WriteAsync("""{"rejected":[{"index":2,"reason":"no"},{"index":9,"reason":"never"}]}""");

        await DeliverAsync();

        Assert.Equal([("no", "m2"), ("never", "m9")], Dead());
        Assert.Equal(8, _counters.Sent);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Indexes_of_rejected_entries_count_within_the_request()
    {
        _server.Answer = (request, response) => request.Messages.Count switch
        {
            10 => FakeServer.Status(response, 413),
            _ when request.Messages[0] == "m5" => response.WriteAsync("""{"rejected":[{"index":1,"reason":"no"}]}"""),
            _ => FakeServer.Stored(response),
        };

        await DeliverAsync();

        Assert.Equal([("no", "m6")], Dead());
        Assert.Equal(9, _counters.Sent);
    }

    [Fact]
    public async Task Indexes_that_name_no_entry_of_the_request_or_the_same_one_twice_put_nothing_else_aside()
    {
        _server.Answer = (request, response) => request.Messages.Count switch
        {
            10 => FakeServer.Status(response, 413),
            _ when request.Messages[0] == "m0" => response.WriteAsync(
                """{"rejected":[{"index":-1,"reason":"a"},{"index":5,"reason":"b"},{"index":3,"reason":"c"},{"index":3,"reason":"d"}]}"""),
            _ => FakeServer.Stored(response),
        };

        await DeliverAsync();

        Assert.Equal([("c", "m3")], Dead());
        Assert.Equal((9, 1L), (_counters.Sent, _deadLetters.Total));
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_sent_in_halves_in_its_order()
    {
        List<string> stored = [];
        _server.Answer = (request, response) =>
        {
            if (request.Messages.Count > 3)
            {
                return FakeServer.Status(response, 413);
            }

            stored.AddRange(request.Messages);
            return FakeServer.Stored(response);
        };

        await DeliverAsync();

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"m{i}"), stored);
        Assert.Empty(Dead());
    }

    [Fact]
    public async Task One_entry_that_is_too_large_alone_is_cut_until_it_fits()
    {
        _server.Answer = (request, response) =>
            request.Messages.Sum(each => each.Length) > 2000 ? FakeServer.Status(response, 413) : FakeServer.Stored(response);

        await DeliverAsync(Batches.Of(["small", new string('x', 10_000), "last"]));

        Assert.Contains(_server.Requests, request => request.Messages.SequenceEqual([new string('x', 1250)]));
        JsonElement fields = _server.Requests.Last(
            each => each.Messages[0].StartsWith('x')).Body.GetProperty("logs")[0].GetProperty("fields");
        Assert.Equal(10_000, fields.GetProperty("message_bytes").GetInt32());
        Assert.Equal(3, _counters.Sent);
        Assert.Empty(Dead());
    }

    [Theory]
    [InlineData(413, "{}")]
    [InlineData(400, "{}")]
    [InlineData(200, "{\"rejected\":[{\"index\":0,\"reason\":\"no\"}]}")]
    public async Task One_entry_that_is_refused_however_it_is_cut_is_put_aside_whole(int status, string body)
    {
        string huge = new('x', 10_000);
        _server.Answer = (request, response) =>
            FakeServer.Status(response, request.Messages[0].Length > 5000 ? 413 : status, body);

        await DeliverAsync(Batches.Of([huge]));

        Assert.Equal(huge, Assert.Single(Dead()).Message);
        Assert.Equal(0, _counters.Sent);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(0)]
    [InlineData(200)]
    public async Task Any_other_answer_is_waited_out_and_the_same_is_sent_again(int status)
    {
        const int Failures = 12;
        _server.Answer = (request, response) =>
            request.Number > Failures ? FakeServer.Stored(response)
            : status == 0 ? FakeServer.Drop(response)
            : FakeServer.Status(response, status, "<html>not now</html>");

        Task delivered = DeliverAsync();
        for (int failure = 1; failure <= Failures; failure++)
        {
            DateTimeOffset due = _time.GetUtcNow() + (Backoff.First / 2 * Math.Min(Math.Pow(2, failure - 1), 60));
            await _time.SomebodyWaitsUntil(due);
            Assert.Equal((failure, 0L), (_counters.Retries, _counters.Sent));
            Assert.NotNull(_counters.Trouble);
            Assert.False(delivered.IsCompleted);
            _time.AdvanceTo(due);
        }

        await delivered;
        Assert.Equal(Failures + 1, _server.Requests.Count);
        Assert.All(_server.Requests, request => Assert.Equal(10, request.Messages.Count));
        Assert.Equal((10, null), (_counters.Sent, _counters.Trouble));
        Assert.NotNull(_counters.LastError);
        Assert.Empty(Dead());
    }

    [Fact]
    public async Task Retry_After_is_honoured()
    {
        _server.Answer = (request, response) =>
        {
            response.Headers.RetryAfter = "90";
            return request.Number > 1 ? FakeServer.Stored(response) : FakeServer.Status(response, 429);
        };

        Task delivered = DeliverAsync();
        await _time.SomebodyWaitsUntil(Start.AddSeconds(90));
        Assert.Single(_server.Requests);
        _time.Advance(TimeSpan.FromSeconds(90));

        await delivered;
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task An_outage_is_logged_once_and_not_for_every_attempt()
    {
        const int Failures = 6;
        _server.Answer = (request, response) =>
            request.Number % 2 == 0 || request.Number > 2 * Failures
                ? FakeServer.Stored(response)
                : FakeServer.Status(response, 503);

        for (int i = 0; i < Failures; i++)
        {
            Task delivered = DeliverAsync();
            DateTimeOffset due = _time.GetUtcNow() + (Backoff.First / 2);
            await _time.SomebodyWaitsUntil(due);
            _time.AdvanceTo(due);
            await delivered;
        }

        Assert.Contains("503", Assert.Single(_log.All).Message, StringComparison.Ordinal);
        Assert.Equal(Failures, _counters.Retries);
    }

    [Fact]
    public async Task A_refused_entry_waits_for_room_on_the_disk_and_is_put_aside_once()
    {
        File.CreateSymbolicLink(_folder["dead.jsonl"], "/dev/full");
        _server.Answer = (request, response) => request.Messages.Contains("m3")
            ? FakeServer.Status(response, 400, "m3 is bad")
            : FakeServer.Stored(response);

        Task delivered = DeliverAsync();
        await _time.SomebodyWaitsUntil(Start + (Backoff.First / 2));
        Assert.Contains("No space left", _counters.Trouble, StringComparison.Ordinal);
        Assert.Equal(0, _deadLetters.Total);

        File.Delete(_folder["dead.jsonl"]);
        _time.Advance(Backoff.First / 2);
        await delivered;
        Assert.Equal("m3", Assert.Single(Dead()).Message);
        Assert.Equal((9, 1L, null), (_counters.Sent, _deadLetters.Total, _counters.Trouble));
    }

    [Fact]
    public async Task A_stop_ends_the_waiting()
    {
        using CancellationTokenSource stop = new();
        _server.Answer = (_, response) => FakeServer.Status(response, 500);

        Task delivered = DeliverAsync(ct: stop.Token);
        await _time.SomebodyWaitsUntil(Start + (Backoff.First / 2));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivered);
        Assert.Equal(0, _counters.Sent);
    }

    private Task DeliverAsync(Batch? batch = null, CancellationToken ct = default) => new Delivery(
        new IngestClient(_server.Http, _time), new RequestBody("n1"), new Backoff(() => 0), _deadLetters, _counters,
        new StubbornWrites(new Backoff(() => 0), _counters, _time, _log.Logger<StubbornWrites>()), _pace, _time,
        _log.Logger<Delivery>())
        .DeliverAsync(batch ?? _batch, ct);

    private List<(string Reason, string Message)> Dead() => !File.Exists(_folder["dead.jsonl"])
        ? []
        : [.. File.ReadLines(_folder["dead.jsonl"]).Select(line => JsonDocument.Parse(line).RootElement).Select(line => (
            line.GetProperty("reason").GetString()!, line.GetProperty("entry").GetProperty("message").GetString()!))];
}
