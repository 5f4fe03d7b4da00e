using System.Data.Common;
using System.Diagnostics;
using DevMesh.Bench.Running;
using DevMesh.Bench.Search;
using DevMesh.Bench.Shipping;
using DevMesh.Bench.Traffic;

namespace DevMesh.Bench.Soak;

/// <param name="Rows">How many logs retention holds.</param>
/// <param name="Slice">The length of what is told in one line.</param>
/// <param name="Share">Of the rate that is measured first.</param>
/// <param name="Calibration">How long that rate is measured.</param>
internal sealed record SoakPlan(long Rows, TimeSpan Length, TimeSpan Slice, double Share, TimeSpan Calibration);

/// <param name="Alone">Logs per second while the table was filled: nothing else went on.</param>
/// <param name="Held">Logs per second, as fast as they are taken while retention holds the rows and clients ask.</param>
/// <param name="Rate">Logs per second that were to be sent.</param>
internal sealed record SoakFigures(
    double Alone, double Held, double Rate, double MegabytesAtStart, double MegabytesAtEnd, IReadOnlyList<SoakMinute> Minutes,
    long RowsCounted, long RowsExpected, IReadOnlyList<string> FirstErrors);

/// <summary>
/// Fills a table, measures how fast logs are taken while it is held at that size and asked, and then goes on at a share of that.
/// </summary>
internal sealed class SoakRun(SoakPlan plan, string database)
{
    private const int Kinds = 2000;
    private const int BatchSize = 1000;
    private const int Generated = 200_000;
    private const int Clients = 8;
    private const int Questioned = 100;
    private const int RetentionBatch = 5000;

    // What retention may be behind by while its pace is measured: one of its runs finds some batches to delete.
    private const double MostBehind = 0.02;

    private readonly HeldRows _rows = new(plan.Rows);
    private readonly SoakRecorder _recorder = new();

    public async Task<SoakFigures> RunAsync(Action<SoakMinute> progress, CancellationToken ct)
    {
        await BenchServer.CreateAsync(database);
        await using AppProcess app = await AppProcess.StartAsync(BenchServer.ConnectionTo(database));
        await using DbDataSource source = BenchServer.Open(database);
        LiveBatches batches = new(BatchFile.Read(Generated, Kinds, BatchSize, TimeSpan.FromHours(6)));
        SoakLoad load = new(app.Http, batches, _rows, _recorder);

        double alone = await FillAsync(load, ct);
        string[] questions = await QuestionsAsync(app);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task[] beside =
        [
            new HoldingRetention(source, _rows, RetentionBatch).RunAsync(_recorder.Failed, over.Token),
            load.AskAsync(questions, Clients, over.Token),
            SampleAsync(app, over.Token),
        ];
        double held = await ForAsync(plan.Calibration, token => load.SendFlatOutAsync((long)(plan.Rows * MostBehind), token), ct);
        ThrowOnError("how fast logs are taken could not be measured");
        double rate = held * plan.Share;
        Report.Progress($"{alone:N0} logs/s alone, {held:N0} logs/s with {plan.Rows:N0} rows held and questions; soaking at {rate:N0} logs/s");

        _recorder.Cut(plan.Slice, _rows.Count); // what was measured so far is not part of it
        double atStart = ProcessUsage.AnonymousMegabytes(app.Id);
        List<SoakMinute> minutes = [];
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task sending = load.SendAtAsync(rate, enough.Token);
        for (TimeSpan done = TimeSpan.Zero; done < plan.Length; done += plan.Slice)
        {
            long started = Stopwatch.GetTimestamp();
            await Task.Delay(plan.Slice, ct);
            minutes.Add(_recorder.Cut(Stopwatch.GetElapsedTime(started), _rows.Count));
            progress(minutes[^1]);
        }

        double atEnd = ProcessUsage.AnonymousMegabytes(app.Id);
        await enough.CancelAsync();
        await sending;
        await over.CancelAsync();
        await Task.WhenAll(beside);
        long counted = (await Stored.CountAsync(app.Http)).Logs;
        return new SoakFigures(alone, held, rate, atStart, atEnd, minutes, counted, _rows.Count, _recorder.FirstErrors);
    }

    /// <returns>Logs per second over the second half, when the app has compiled what it needs.</returns>
    private async Task<double> FillAsync(SoakLoad load, CancellationToken ct)
    {
        Report.Progress($"storing {plan.Rows:N0} logs ...");
        using CancellationTokenSource full = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task filling = load.SendFlatOutAsync(mostTooMany: 0, full.Token);
        await UntilAsync(plan.Rows / 2, ct);
        (long half, long halfTime) = (_rows.Stored, Stopwatch.GetTimestamp());
        await UntilAsync(plan.Rows, ct);
        double rate = (_rows.Stored - half) / Stopwatch.GetElapsedTime(halfTime).TotalSeconds;
        await full.CancelAsync();
        await filling;
        return rate;
    }

    private async Task UntilAsync(long rows, CancellationToken ct)
    {
        while (_rows.Stored < rows)
        {
            ThrowOnError("the table could not be filled");
            await Task.Delay(TimeSpan.FromMilliseconds(5), ct);
        }
    }

    /// <summary>What goes wrong before the soak makes its figures worthless.</summary>
    private void ThrowOnError(string what)
    {
        if (_recorder.FirstErrors is [string words, ..])
        {
            throw new InvalidOperationException($"{what}: {words}");
        }
    }

    /// <summary>Lists with filters, searches for logs and for templates, and the two overviews, in turns.</summary>
    private static async Task<string[]> QuestionsAsync(AppProcess app)
    {
        Questions questions = await Questions.AskedOfAsync(app.Http, Questioned);
        return
        [
            .. Enumerable.Range(0, Questioned).SelectMany(i => new[]
            {
                questions.FilteredLogs[i], questions.SearchLogs[i], questions.SearchTemplates[i], questions.SearchByNode[i],
                "/stats", "/nodes",
            }),
        ];
    }

    private async Task SampleAsync(AppProcess app, CancellationToken ct)
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                _recorder.Sampled(ProcessUsage.AnonymousMegabytes(app.Id));
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    /// <returns>Logs per second that were stored meanwhile.</returns>
    private async Task<double> ForAsync(TimeSpan length, Func<CancellationToken, Task> work, CancellationToken ct)
    {
        Report.Progress($"measuring for {length.TotalSeconds:N0} s how fast logs are taken beside retention and questions ...");
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        (long before, long started) = (_rows.Stored, Stopwatch.GetTimestamp());
        Task working = work(enough.Token);
        await Task.Delay(length, ct);
        double rate = (_rows.Stored - before) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await enough.CancelAsync();
        await working;
        return rate;
    }
}
