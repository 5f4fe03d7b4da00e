using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;

namespace DevMesh.Bench.Shipping.Sink;

/// <summary>
/// Keeps compressed bodies as they are, and opens them when it is asked for their entries: the cost of that must not fall into
/// what is measured. Of plain bodies it counts the lines as they pass.
/// </summary>
internal sealed class SinkCounter
{
    private const int Chunk = 64 * 1024;

    private readonly ConcurrentBag<byte[]> _bodies = [];
    private long _requests;
    private long _lines;

    public long Requests => Interlocked.Read(ref _requests);

    public long Lines => Interlocked.Read(ref _lines);

    public async Task TakeAsync(Stream body, bool gzip, CancellationToken ct)
    {
        using MemoryStream? kept = gzip ? new MemoryStream() : null;
        byte[] chunk = ArrayPool<byte>.Shared.Rent(Chunk);
        int read;
        while ((read = await body.ReadAsync(chunk, ct)) > 0)
        {
            if (kept is null)
            {
                Interlocked.Add(ref _lines, chunk.AsSpan(0, read).Count((byte)'\n'));
            }
            else
            {
                kept.Write(chunk, 0, read);
            }
        }

        ArrayPool<byte>.Shared.Return(chunk);
        if (kept is not null)
        {
            _bodies.Add(kept.ToArray());
        }

        Interlocked.Increment(ref _requests);
    }

    /// <summary>How many entries the compressed batches hold.</summary>
    public long CountEntries() => _bodies.Sum(body =>
    {
        using GZipStream inflated = new(new MemoryStream(body), CompressionMode.Decompress);
        using JsonDocument batch = JsonDocument.Parse(inflated);
        return (long)batch.RootElement.GetProperty("logs").GetArrayLength();
    });

    public void Clear()
    {
        _bodies.Clear();
        Interlocked.Exchange(ref _requests, 0);
        Interlocked.Exchange(ref _lines, 0);
    }
}
