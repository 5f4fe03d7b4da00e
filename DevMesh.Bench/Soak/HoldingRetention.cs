using System.Data.Common;
using DevMesh.Domain.Backfill;
using DevMesh.Domain.Retention;
using DevMesh.Functions.MariaDb;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevMesh.Bench.Soak;

/// <summary>
/// The app's retention, run again and again so that the newest so many logs stay. Its days are whole ones: it is told to keep one
/// day, and its clock stands one day after the moment at which the oldest log that is to stay was received.
/// </summary>
internal sealed class HoldingRetention
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    private readonly HeldRows _rows;
    private readonly DayLater _clock = new();
    private readonly LogRetention _retention;

    /// <param name="source">Of the database, for it alone.</param>
    /// <param name="batchSize">Logs in one of its transactions; it makes no pause between two.</param>
    public HoldingRetention(DbDataSource source, HeldRows rows, int batchSize)
    {
        _rows = rows;
        Database database = new(source, NullLogger<Database>.Instance);
        PaceOptions pace = new(batchSize, TimeSpan.Zero);
        _retention = new LogRetention(
            new JobRunner(
                new RunLock(source), new TimerRuns(database, TimeProvider.System), TimeProvider.System, NullLogger<JobRunner>.Instance),
            new RetentionPolicy(days: 1, []),
            new LogExpiry(database),
            new Pacers(
                new BackfillPaces(pace, pace, pace, pace), new NoThermometer(), TimeProvider.System, NullLogger<Pacer>.Instance),
            _clock);
    }

    /// <param name="onFailure">Told of each run that did not come to its end.</param>
    public async Task RunAsync(Action<string> onFailure, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await HoldAsync(onFailure, ct);
                await Task.Delay(Between, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Enough.
        }
    }

    /// <summary>Deletes what is too much now.</summary>
    internal async Task HoldAsync(Action<string> onFailure, CancellationToken ct)
    {
        if (_rows.TooMany == 0 || _rows.Cutoff() is not { } cutoff)
        {
            return;
        }

        _clock.Now = cutoff.AddDays(1);
        Told told = new(_rows);
        JobResult result = await _retention.RunAsync(new JobCall(Watch: told), ct);
        if (result.End != JobEnd.Done)
        {
            onFailure($"retention: {result.Outcome}");
        }
    }

    /// <summary>Takes each step off at once: a run takes seconds.</summary>
    private sealed class Told(HeldRows rows) : IProgress<JobProgress>
    {
        private long _done;

        public void Report(JobProgress value)
        {
            rows.Delete(value.Done - _done);
            _done = value.Done;
        }
    }

    private sealed class DayLater : TimeProvider
    {
        public DateTime Now { get; set; }

        public override DateTimeOffset GetUtcNow() => new(Now, TimeSpan.Zero);
    }

    private sealed class NoThermometer : IThermometer
    {
        public double? Read() => null;
    }
}
