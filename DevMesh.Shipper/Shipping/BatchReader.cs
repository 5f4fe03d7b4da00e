using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Journal;
using Microsoft.Extensions.Logging;

namespace DevMesh.Shipper.Shipping;

/// <summary>
/// Reads entries into batches, on a thread of its own because waiting for the journal blocks. It stops reading while all
/// batches are with the sender: the journal is the queue.
/// </summary>
/// <param name="pending">The batches of the last run that are made again first.</param>
/// <param name="rules">The filter rules of a batch that is about to be started; those of a pending one go by their hash.</param>
internal sealed partial class BatchReader(
    IEntrySource source, BatchBuilder builder, BatchLimits limits, Queue<PendingBatch> pending, Func<string?, FilterRules> rules,
    BlockingCollection<Batch> free, ChannelWriter<Batch> output, TimeProvider clock, ILogger log)
{
    // So that a stop is noticed while a batch is open; with none open nobody has to wake the reader.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly JournalEntry _entry = new();
    private int _idle;

    /// <summary>It waits for the source, or has come to its end, and holds nothing that was read.</summary>
    public bool IsIdle => Volatile.Read(ref _idle) == 1;

    public void Run(CancellationToken stop)
    {
        // A stop that finds the reader waiting ends the batches for it: the wait itself cannot be ended.
        using CancellationTokenRegistration ended = stop.Register(() =>
        {
            if (IsIdle)
            {
                output.TryComplete();
            }
        });
        try
        {
            ReadBatches(stop);
            output.TryComplete();
        }
        catch (OperationCanceledException)
        {
            output.TryComplete();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            output.TryComplete(e);
        }
    }

    private void ReadBatches(CancellationToken stop)
    {
        bool more = true;
        while (more)
        {
            Batch batch = free.Take(stop);
            if (pending.TryDequeue(out PendingBatch? again))
            {
                builder.Start(batch, rules(again.Rules));
                more = Remake(batch, again, stop);
            }
            else
            {
                builder.Start(batch, rules(null));
                more = Fill(batch, stop);
            }

            if (batch.Read > 0)
            {
                builder.Finish();
                output.TryWrite(batch);
            }
            else
            {
                free.Add(batch, CancellationToken.None);
            }
        }

        Volatile.Write(ref _idle, 1);
    }

    /// <returns>Whether there may be more to read.</returns>
    private bool Fill(Batch batch, CancellationToken stop)
    {
        long opened = 0;
        while (!stop.IsCancellationRequested)
        {
            switch (source.Read(_entry))
            {
                case ReadResult.Entry:
                    opened = batch.Read == 0 ? clock.GetTimestamp() : opened;
                    builder.Add(_entry);
                    if (builder.IsFull)
                    {
                        return true;
                    }

                    break;
                case ReadResult.AtEnd when batch.Read == 0:
                    WaitIdle(stop);
                    builder.Start(batch, rules(null)); // there may be new ones since
                    break;
                case ReadResult.AtEnd:
                    TimeSpan left = limits.Age - clock.GetElapsedTime(opened);
                    if (left <= TimeSpan.Zero)
                    {
                        return true;
                    }

                    source.Wait(left < LongestWait ? left : LongestWait);
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Makes a batch up to the last entry of the pending one, however many they are.</summary>
    /// <exception cref="OperationCanceledException">A stop in the middle: half of it would be another batch.</exception>
    private bool Remake(Batch batch, PendingBatch again, CancellationToken stop)
    {
        byte[] last = Encoding.UTF8.GetBytes(again.Last);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            ReadResult result = source.Read(_entry);
            if (result != ReadResult.Entry)
            {
                LogEndedEarly(log, batch.Read, again.Last);
                return result == ReadResult.AtEnd;
            }

            builder.Add(_entry);
            if (_entry.Cursor.SequenceEqual(last))
            {
                return true;
            }

            if (batch.Read == BatchLimits.Covered)
            {
                LogEndedEarly(log, batch.Read, again.Last); // it covered no more when it was made, so its end does not come
                return true;
            }
        }
    }

    private void WaitIdle(CancellationToken stop)
    {
        Interlocked.Exchange(ref _idle, 1); // a full fence: either this thread sees the stop, or the stop sees it idle
        if (!stop.IsCancellationRequested)
        {
            source.Wait(null);
        }

        Volatile.Write(ref _idle, 0);
    }

    [LoggerMessage(5, LogLevel.Warning,
        "a batch of the last run ends after {Entries} entries, because its last one does not come in the journal: {Cursor}")]
    private static partial void LogEndedEarly(ILogger log, int entries, string cursor);
}
