using System.Collections.Concurrent;
using System.Threading.Channels;

namespace DevMesh.Shipper.Shipping;

/// <summary>Delivers the batches that the reader made, a few at a time, and acknowledges them in the order of the journal.</summary>
internal sealed class Sender(
    ChannelReader<Batch> input, BlockingCollection<Batch> free, IReadOnlyList<Delivery> deliveries)
{
    /// <summary>Runs until the reader has finished and everything is delivered.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        Queue<Delivery> idle = new(deliveries);
        Queue<(Batch Batch, Delivery By, Task Done)> inFlight = new();
        bool more = true;
        while (more || inFlight.Count > 0)
        {
            if (more && idle.Count > 0 && input.TryRead(out Batch? batch))
            {
                Delivery delivery = idle.Dequeue();
                inFlight.Enqueue((batch, delivery, Task.Run(() => delivery.DeliverAsync(batch, ct), ct)));
                continue;
            }

            Task<bool>? next = more && idle.Count > 0 ? input.WaitToReadAsync(ct).AsTask() : null;
            if (inFlight.TryPeek(out (Batch Batch, Delivery By, Task Done) oldest))
            {
                await (next is null ? oldest.Done : Task.WhenAny(oldest.Done, next));
                if (oldest.Done.IsCompleted)
                {
                    await oldest.Done;
                    inFlight.Dequeue();
                    idle.Enqueue(oldest.By);
                    free.Add(oldest.Batch, ct);
                }
            }

            if (next is { IsCompleted: true } || (next is not null && inFlight.Count == 0))
            {
                more = await next;
            }
        }
    }
}
