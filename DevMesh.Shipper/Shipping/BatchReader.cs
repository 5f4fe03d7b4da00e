using System.Collections.Concurrent;
using System.Threading.Channels;
using DevMesh.Shipper.Journal;

namespace DevMesh.Shipper.Shipping;

/// <summary>
/// Reads entries into batches, on a thread of its own because waiting for the journal blocks. It stops reading while all
/// batches are with the sender: the journal is the queue.
/// </summary>
internal sealed class BatchReader(
    IEntrySource source, BatchLimits limits, BlockingCollection<Batch> free, ChannelWriter<Batch> output, TimeProvider clock)
{
    // So that a stop is noticed while a batch is open; with none open nobody has to wake the reader.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly BatchBuilder _builder = new(source, limits);
    private readonly JournalEntry _entry = new();
    private volatile bool _idle;

    /// <summary>It waits for the source and holds nothing that was read.</summary>
    public bool IsIdle => _idle;

    public void Run(CancellationToken stop)
    {
        try
        {
            bool more = true;
            while (more)
            {
                Batch batch = free.Take(stop);
                batch.Reset();
                _builder.Start(batch);
                more = Fill(batch, stop);
                if (batch.Read > 0)
                {
                    _builder.Finish(_entry);
                    output.TryWrite(batch);
                }
            }

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
                    _builder.Add(_entry);
                    if (_builder.IsFull)
                    {
                        return true;
                    }

                    break;
                case ReadResult.AtEnd when batch.Read == 0:
                    _idle = true;
                    source.Wait(null);
                    _idle = false;
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
}
