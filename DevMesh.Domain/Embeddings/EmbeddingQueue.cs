using System.Threading.Channels;
using DevMesh.Domain.Templates;

namespace DevMesh.Domain.Embeddings;

/// <summary>
/// New templates on their way to a remote model, in the memory of this process. Ingest never waits for it: what it has no
/// room for is dropped and counted, and embedded by the backfill. So is what it holds when the process ends.
/// </summary>
public sealed class EmbeddingQueue(int capacity = EmbeddingQueue.DefaultCapacity)
{
    public const int DefaultCapacity = 10_000;

    private readonly Channel<CreatedTemplate> _channel = Channel.CreateBounded<CreatedTemplate>(
        new BoundedChannelOptions(capacity) { SingleReader = true });

    private long _dropped;

    /// <summary>How many templates it had no room for since the process started.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public int Count => _channel.Reader.Count;

    public void Add(IReadOnlyList<CreatedTemplate> templates)
    {
        foreach (CreatedTemplate template in templates)
        {
            if (!_channel.Writer.TryWrite(template))
            {
                Interlocked.Increment(ref _dropped);
            }
        }
    }

    /// <summary>Waits for a template and takes it together with those that wait behind it, at most <paramref name="most"/>.</summary>
    public async Task<IReadOnlyList<CreatedTemplate>> TakeAsync(int most, CancellationToken ct)
    {
        List<CreatedTemplate> batch = [await _channel.Reader.ReadAsync(ct)];
        while (batch.Count < most && _channel.Reader.TryRead(out CreatedTemplate? next))
        {
            batch.Add(next);
        }

        return batch;
    }
}
