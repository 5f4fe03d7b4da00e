using System.Buffers;
using System.IO.Compression;
using DevMesh.Domain.Errors;
using Microsoft.Extensions.Primitives;

namespace DevMesh.Functions.Http;

/// <summary>The whole body of a request, decompressed, in memory from the pool. Dispose it when it is no longer read.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstSize = 16 * 1024;

    /// <summary>Buffers above this are left to the collector: the pool would keep the largest bodies for long.</summary>
    private const int LargestPooled = 4 * 1024 * 1024;

    private readonly MemoryBudget? _budget;
    private byte[] _buffer = [];
    private int _length;

    private RequestBody(MemoryBudget? budget)
    {
        _budget = budget;
        Grow(FirstSize);
    }

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a body that is sent as it is or as gzip. Never holds more than the limits allow.</summary>
    /// <exception cref="LimitExceededException">It is larger than a limit, as sent or while it inflates.</exception>
    /// <exception cref="UnsupportedEncodingException">Its Content-Encoding is neither gzip nor identity.</exception>
    /// <exception cref="InvalidRequestException">It is said to be gzip and is not, or not whole.</exception>
    /// <exception cref="TooManyException">The bodies that are under way take all the memory that they may.</exception>
    /// <exception cref="TookTooLongException">It did not arrive in time.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, BodyLimits limits, CancellationToken ct)
    {
        bool gzip = IsGzip(request.Headers.ContentEncoding);
        if (request.ContentLength > limits.Sent)
        {
            throw SentTooMuch(limits);
        }

        RequestBody body = new(limits.Budget);
        using CancellationTokenSource time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(limits.Time);
        try
        {
            await using CountedStream sent = new(request.Body, limits);
            if (gzip)
            {
                await using GZipStream inflating = new(sent, CompressionMode.Decompress, leaveOpen: true);
                await body.FillAsync(inflating, limits, time.Token);
            }
            else
            {
                await body.FillAsync(sent, limits, time.Token);
            }

            return body;
        }
        catch (InvalidDataException)
        {
            body.Dispose();
            throw new InvalidRequestException("body", "is not a whole gzip stream, though Content-Encoding says so", "gzip (RFC 1952)");
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested && time.IsCancellationRequested)
        {
            body.Dispose();
            throw new TookTooLongException("body-timeout", "INGEST_BODY_TIMEOUT", limits.Time, "for a body to arrive", e);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        byte[] rented = _buffer;
        (_buffer, _length) = ([], 0);
        Return(rented);
    }

    private static bool IsGzip(StringValues encodings) => encodings.Count switch
    {
        0 => false,
        1 when encodings[0]?.Trim().ToLowerInvariant() is null or "" or "identity" => false,
        1 when encodings[0]!.Trim().ToLowerInvariant() is "gzip" or "x-gzip" => true,
        _ => throw new UnsupportedEncodingException(),
    };

    private static LimitExceededException SentTooMuch(BodyLimits limits) =>
        new(limits.SentName, limits.Sent, "bytes in a body as it is sent");

    private async Task FillAsync(Stream source, BodyLimits limits, CancellationToken ct)
    {
        while (true)
        {
            if (_length == _buffer.Length)
            {
                if (_length >= limits.Inflated)
                {
                    await RefuseMoreAsync(source, limits, ct);
                    return;
                }

                Grow((int)Math.Min(_buffer.Length * 2L, limits.Inflated));
            }

            int read = await source.ReadAsync(_buffer.AsMemory(_length), ct);
            if (read == 0)
            {
                return;
            }

            _length += read;
            if (_length > limits.Inflated)
            {
                throw InflatedTooMuch(limits);
            }
        }
    }

    /// <summary>A body of exactly the limit is full here and may only end.</summary>
    private static async Task RefuseMoreAsync(Stream source, BodyLimits limits, CancellationToken ct)
    {
        if (await source.ReadAsync(new byte[1], ct) > 0)
        {
            throw InflatedTooMuch(limits);
        }
    }

    private static LimitExceededException InflatedTooMuch(BodyLimits limits) =>
        new(limits.InflatedName, limits.Inflated, "bytes in a body once it is decompressed");

    private void Grow(int size)
    {
        byte[] larger = size > LargestPooled ? GC.AllocateUninitializedArray<byte>(size) : ArrayPool<byte>.Shared.Rent(size);
        try
        {
            _budget?.Take(larger.Length); // the pool gives more than it was asked for
        }
        catch
        {
            Free(larger);
            throw;
        }

        byte[] smaller = _buffer;
        smaller.AsSpan(0, _length).CopyTo(larger);
        _buffer = larger;
        Return(smaller);
    }

    private void Return(byte[] rented)
    {
        if (rented.Length > 0)
        {
            Free(rented);
            _budget?.GiveBack(rented.Length);
        }
    }

    private static void Free(byte[] buffer)
    {
        if (buffer.Length <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Counts what is read and stops at the limit, for bodies that do not say their length.</summary>
    private sealed class CountedStream(Stream inner, BodyLimits limits) : Stream
    {
        private long _count;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _count;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer, cancellationToken);
            _count += read;
            return _count <= limits.Sent ? read : throw SentTooMuch(limits);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
