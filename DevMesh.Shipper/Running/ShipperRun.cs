using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Journal;
using DevMesh.Shipper.Shipping;
using Microsoft.Extensions.Logging;

namespace DevMesh.Shipper.Running;

/// <summary>One run: from where the last one was, until the input ends or a stop is asked for.</summary>
internal sealed partial class ShipperRun
{
    /// <summary>What is read when a stop is asked for has so long to arrive; systemd and people wait for five seconds.</summary>
    public static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(4);

    private readonly ShipperOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Counters _counters = new();
    private readonly RulesInForce _rules;
    private readonly IEntrySource _source;
    private readonly Ledger _ledger;
    private readonly DeadLetters _deadLetters;
    private readonly BatchReader _reader;
    private readonly Sender _sender;
    private readonly BlockingCollection<Batch> _free = []; // like the source never disposed: the reader may still be in it at the end

    /// <exception cref="IOException">The journal or the state directory cannot be used; the message says why.</exception>
    public ShipperRun(ShipperOptions options, HttpClient http, RulesInForce rules, PositionFile? file, TimeProvider clock, ILogger log)
    {
        _options = options;
        _clock = clock;
        _log = log;
        _rules = rules;
        Position? position = file is null ? null : Load(file);
        FieldTable fields = new(FieldTable.DefaultShipped);
        Queue<PendingBatch> pending = new();
        _ledger = new Ledger(file, position ?? new Position());
        _source = options.StandardInput ? OpenInput(fields) : OpenJournal(fields, position, out pending);
        _deadLetters = new DeadLetters(
            options.State is { } state ? Path.Combine(state, "dead-letters.jsonl") : null, DeadLetters.DefaultLongestFile, clock, log);

        Channel<Batch> batches = Channel.CreateUnbounded<Batch>();
        FilterState limits = position?.RateLimits is { } kept ? FilterState.Read(kept) : new FilterState();
        BatchBuilder builder = new(_source, options.Limits, OwnUnit.Find(IsUnderSystemd), limits);
        _reader = new BatchReader(_source, builder, options.Limits, pending, rules.Find, _free, batches.Writer, clock, log);
        IngestClient client = new(http, clock);
        LogPace pace = new(clock);
        Backoff backoff = new(Random.Shared.NextDouble);
        StubbornWrites disk = new(backoff, _counters, clock, log);
        _sender = new Sender(
            batches.Reader, _free,
            [.. Enumerable.Range(0, options.InFlight).Select(_ =>
                new Delivery(client, new RequestBody(options.Node), backoff, _deadLetters, _counters, disk, pace, clock, log))],
            _ledger, disk, _counters);
        Observer = new Observer(options, _counters, _ledger, _deadLetters, rules, IsAtEnd, clock);
        for (int i = 0; i <= options.InFlight; i++)
        {
            _free.Add(new Batch(options.Limits.Bytes + (128 * 1024)));
        }
    }

    /// <summary>This process's own output goes to the journal.</summary>
    public static bool IsUnderSystemd => Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 };

    public Observer Observer { get; }

    public Ledger Ledger => _ledger;

    /// <summary>Lines of standard input that were no entries.</summary>
    public long Unreadable => (_source as StandardInputSource)?.Unreadable ?? 0;

    /// <param name="stop">Ends the reading; what is read by then is still sent, as far as <see cref="LongestStop"/> allows.</param>
    /// <returns>Whether everything that was read is at the server; the rest is noted and sent by the next run.</returns>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        using CancellationTokenSource giveUp = new();
        using CancellationTokenRegistration deadline = stop.Register(() => giveUp.CancelAfter(LongestStop));
        Thread thread = new(() => _reader.Run(stop)) { IsBackground = true, Name = "reader" };
        thread.Start();
        try
        {
            await _sender.RunAsync(giveUp.Token);
            return true;
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            _ledger.SaveIfDirty();
            return false;
        }
    }

    /// <summary>Also in the first moment of a run, when it is not known yet whether there is anything to read.</summary>
    private bool IsAtEnd() => _sender.UnderWay == 0 && (_reader.IsIdle || _counters.Read == 0);

    private StandardInputSource OpenInput(FieldTable fields) => new(
        Console.OpenStandardInput(), timeout => Poll.WaitForInput(0, timeout), fields, message => LogInput(_log, message));

    private ReadAheadSource OpenJournal(FieldTable fields, Position? position, out Queue<PendingBatch> pending)
    {
        JournalSource journal = JournalSource.Open(_options.Directory, fields, _options.Once);
        journal.GapFound = (since, until) =>
        {
            DateTimeOffset first = new(JournalTime.ToUtc(since == 0 ? until : since));
            DateTimeOffset last = new(JournalTime.ToUtc(until));
            _ledger.AddGap(first, last);
            LogGap(_log, first, last);
        };
        if (_options.Directory is null && journal.HasNoFiles)
        {
            LogEmpty(_log);
        }

        pending = Resume.Seek(journal, position, _options.Start, _clock.GetUtcNow(), _ledger);
        return new ReadAheadSource(journal);
    }

    /// <summary>A position that cannot be read costs no entry: everything is read again, and the server knows what it has.</summary>
    private Position? Load(PositionFile file)
    {
        try
        {
            return file.Load();
        }
        catch (JsonException e)
        {
            LogBadPosition(_log, file.SetAside(), e.Message);
            return new Position();
        }
    }

    [LoggerMessage(30, LogLevel.Warning, "the journal no longer has the entry read last; entries between {Since:u} and {Until:u} may be lost")]
    private static partial void LogGap(ILogger log, DateTimeOffset since, DateTimeOffset until);

    [LoggerMessage(31, LogLevel.Warning,
        "no file of the machine's journal can be read; is this user in the group systemd-journal? Waiting for one.")]
    private static partial void LogEmpty(ILogger log);

    [LoggerMessage(32, LogLevel.Error, "the position could not be read ({Reason}) and lies in {Path} now; the whole journal is sent again")]
    private static partial void LogBadPosition(ILogger log, string path, string reason);

    [LoggerMessage(33, LogLevel.Warning, "{Message}")]
    private static partial void LogInput(ILogger log, string message);
}
