using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using DevMesh.Shipper.Journal;
using DevMesh.Shipper.Shipping;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Shipping;

public sealed class SenderTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Answers _answers = new();
    private readonly HttpClient _http;
    private readonly TemporaryFolder _folder = new();
    private readonly Channel<Batch> _input = Channel.CreateUnbounded<Batch>();
    private readonly BlockingCollection<Batch> _free = [];
    private readonly Counters _counters = new();
    private readonly LogLines _log = new();
    private readonly ManualTime _time = new(Start);
    private readonly Ledger _ledger;

    public SenderTests()
    {
        _http = new HttpClient(_answers) { BaseAddress = new Uri("http://server/") };
        _ledger = new Ledger(new PositionFile(_folder.Path), new Position());
    }

    public void Dispose()
    {
        _http.Dispose();
        _answers.Dispose();
        _free.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Batches_are_delivered_and_the_cursor_ends_on_disk_behind_the_last(int inFlight)
    {
        Batch[] batches = Write(7);
        _input.Writer.Complete();
        _answers.Answer = (_, _) => Task.FromResult(HttpStatusCode.OK);

        await Sender(inFlight).RunAsync(CancellationToken.None);

        Assert.Equal(("c14", 0), (OnDisk!.Cursor, OnDisk.Pending.Count));
        Assert.Equal(batches, _free);
        Assert.Equal((14, 14L), (_counters.Sent, _counters.Read));
    }

    [Fact]
    public async Task A_batch_is_pending_on_disk_before_its_first_request()
    {
        Batch[] batches = Write(5);
        _input.Writer.Complete();
        ConcurrentQueue<bool> noted = [];
        _answers.Answer = (number, _) =>
        {
            // The sender may have gone on to note the next; of this one the note must be there.
            noted.Enqueue(OnDisk!.Pending.Any(each => each == Batches.Noted(batches[number - 1])));
            return Task.FromResult(HttpStatusCode.OK);
        };

        await Sender(1).RunAsync(CancellationToken.None);

        Assert.Equal(Enumerable.Repeat(true, 5), noted);
    }

    [Fact]
    public async Task The_cursor_never_passes_a_batch_that_is_still_under_way()
    {
        Write(2);
        TaskCompletionSource<HttpStatusCode> slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource secondAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _answers.Answer = (number, _) =>
        {
            if (number == 1)
            {
                return slow.Task;
            }

            secondAsked.TrySetResult();
            return Task.FromResult(HttpStatusCode.OK);
        };
        Sender sender = Sender(2);

        Task run = sender.RunAsync(CancellationToken.None);
        await secondAsked.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Write(1, 5);
        Assert.Equal((2, null), (sender.UnderWay, _ledger.Position.Cursor));
        Assert.Equal(2, OnDisk!.Pending.Count);
        Assert.Empty(_free);

        slow.SetResult(HttpStatusCode.OK);
        _input.Writer.Complete();
        await run;
        Assert.Equal(("c6", 0), (OnDisk!.Cursor, sender.UnderWay));
        Assert.Equal(3, _free.Count);
    }

    [Fact]
    public async Task What_is_not_delivered_when_it_is_cancelled_stays_noted()
    {
        Batch[] batches = Write(2);
        using CancellationTokenSource giveUp = new();
        TaskCompletionSource bothAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _answers.Answer = async (number, ct) =>
        {
            if (number == 2)
            {
                bothAsked.SetResult();
            }

            await Task.Delay(Timeout.Infinite, ct);
            return HttpStatusCode.OK;
        };

        Task run = Sender(2).RunAsync(giveUp.Token);
        await bothAsked.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal([.. batches.Select(Batches.Noted)], OnDisk!.Pending);
        Assert.Null(OnDisk.Cursor);
    }

    [Fact]
    public async Task Nothing_is_sent_while_the_disk_is_full_and_everything_once_there_is_room()
    {
        string file = Path.Combine(_folder.Path, "position.json.new");
        File.CreateSymbolicLink(file, "/dev/full");
        Write(2);
        _input.Writer.Complete();
        _answers.Answer = (_, _) => Task.FromResult(HttpStatusCode.OK);

        Task run = Sender(2).RunAsync(CancellationToken.None);
        await _time.SomebodyWaitsUntil(Start + (Backoff.First / 2));
        _time.Advance(Backoff.First / 2);
        await _time.SomebodyWaitsUntil(Start + (Backoff.First / 2) + Backoff.First); // it doubles
        Assert.Contains("No space left", _counters.Trouble, StringComparison.Ordinal);
        Assert.Equal((0, null), (_counters.Sent, OnDisk));

        File.Delete(file);
        _time.Advance(Backoff.First);
        await run;
        Assert.Equal((4, "c4", null), (_counters.Sent, OnDisk!.Cursor, _counters.Trouble));
    }

    [Fact]
    public async Task The_failure_of_the_reader_is_the_failure_of_the_sender()
    {
        _input.Writer.Complete(new JournalException("the disk is gone"));

        Assert.Equal("the disk is gone",
            (await Assert.ThrowsAsync<JournalException>(() => Sender(2).RunAsync(CancellationToken.None))).Message);
    }

    private Position? OnDisk => new PositionFile(_folder.Path).Load();

    private Sender Sender(int inFlight)
    {
        DeadLetters letters = new(null, 1000, TimeProvider.System, _log.Logger<DeadLetters>());
        StubbornWrites disk = new(new Backoff(() => 0), _counters, _time, _log.Logger<StubbornWrites>());
        return new Sender(
            _input.Reader, _free,
            [.. Enumerable.Range(0, inFlight).Select(_ => new Delivery(
                new IngestClient(_http, TimeProvider.System), new RequestBody("n1"), new Backoff(() => 0), letters, _counters,
                disk, new LogPace(TimeProvider.System), TimeProvider.System, _log.Logger<Delivery>()))],
            _ledger, disk, _counters);
    }

    /// <summary>Two entries in each batch.</summary>
    private Batch[] Write(int count, int first = 1)
    {
        Batch[] batches = [.. Enumerable.Range(0, count).Select(i => Batches.Of(["a", "b"], first + (2 * i)))];
        Assert.All(batches, batch => Assert.True(_input.Writer.TryWrite(batch)));
        return batches;
    }

    /// <summary>The other end of the client, in memory.</summary>
    private sealed class Answers : HttpMessageHandler
    {
        private int _number;

        public Func<int, CancellationToken, Task<HttpStatusCode>> Answer { get; set; } = null!;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) =>
            new(await Answer(Interlocked.Increment(ref _number), ct));
    }
}
