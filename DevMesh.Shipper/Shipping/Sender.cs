using System.Collections.Concurrent;
using System.Threading.Channels;

namespace DevMesh.Shipper.Shipping;

/// <summary>Delivers the batches that the reader made, a few at a time, and moves the cursor over them in the order of the journal.</summary>
internal sealed class Sender(
    ChannelReader<Batch> input, BlockingCollection<Batch> free, IReadOnlyList<Delivery> deliveries, Ledger ledger,
    StubbornWrites disk, Counters counters)
{
    private readonly Queue<Delivery> _idle = new(deliveries);
    private readonly Queue<(Batch Batch, Delivery By, Task Done)> _inFlight = new();
    private int _underWay;

    /// <summary>Batches that were begun and not completed.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Runs until the reader has finished and everything is delivered.</summary>
    /// <exception cref="OperationCanceledException">What is not delivered stays noted as pending.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        bool more = true;
        while (more || _inFlight.Count > 0)
        {
            if (more && _idle.Count > 0 && input.TryRead(out Batch? batch))
            {
                await BeginAsync(batch, ct);
                continue;
            }

            Task<bool>? next = more && _idle.Count > 0 ? input.WaitToReadAsync(ct).AsTask() : null;
            if (!_inFlight.TryPeek(out (Batch Batch, Delivery By, Task Done) oldest))
            {
                more = await next!; // nothing is under way, so there is one that is idle
                continue;
            }

            await (next is null ? oldest.Done : Task.WhenAny(oldest.Done, next));
            if (oldest.Done.IsCompleted)
            {
                await oldest.Done;
                CompleteOldest();
            }

            if (next is { IsCompleted: true })
            {
                more = await next;
            }
        }

        await disk.DoAsync(ledger.SaveIfDirty, ct);
    }

    private async Task BeginAsync(Batch batch, CancellationToken ct)
    {
        await disk.DoAsync(() => ledger.Begin(batch), ledger.SaveIfDirty, ct);
        Delivery delivery = _idle.Dequeue();
        _inFlight.Enqueue((batch, delivery, Task.Run(() => delivery.DeliverAsync(batch, ct), ct)));
        Volatile.Write(ref _underWay, _inFlight.Count);
    }

    private void CompleteOldest()
    {
        (Batch batch, Delivery by, _) = _inFlight.Dequeue();
        ledger.Complete(batch);
        counters.AddCompleted(batch);
        _idle.Enqueue(by);
        free.Add(batch, CancellationToken.None);
        Volatile.Write(ref _underWay, _inFlight.Count);
    }
}
