using System.Buffers;
using System.IO.Compression;
using DevMesh.Domain.Errors;
using Microsoft.Extensions.Primitives;

namespace DevMesh.Functions.Http;

/// <summary>The whole body of a request, decompressed, in memory from the pool. Dispose it when it is no longer read.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstSize = 16 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _length;

    private RequestBody()
    {
    }

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a body that is sent as it is or as gzip. Never holds more than the limits allow.</summary>
    /// <exception cref="LimitExceededException">It is larger than a limit, as sent or while it inflates.</exception>
    /// <exception cref="UnsupportedEncodingException">Its Content-Encoding is neither gzip nor identity.</exception>
    /// <exception cref="InvalidRequestException">It is said to be gzip and is not, or not whole.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, BodyLimits limits, CancellationToken ct)
    {
        bool gzip = IsGzip(request.Headers.ContentEncoding);
        if (request.ContentLength > limits.Sent)
        {
            throw SentTooMuch(limits);
        }

        RequestBody body = new();
        try
        {
            await using CountedStream sent = new(request.Body, limits);
            if (gzip)
            {
                await using GZipStream inflating = new(sent, CompressionMode.Decompress, leaveOpen: true);
                await body.FillAsync(inflating, limits, ct);
            }
            else
            {
                await body.FillAsync(sent, limits, ct);
            }

            return body;
        }
        catch (InvalidDataException)
        {
            body.Dispose();
            throw new InvalidRequestException("body", "is not a whole gzip stream, though Content-Encoding says so", "gzip (RFC 1952)");
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
        if (rented.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
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
                Grow();
            }

            int read = await source.ReadAsync(_buffer.AsMemory(_length), ct);
            if (read == 0)
            {
                return;
            }

            _length += read;
            if (_length > limits.Inflated)
            {
                throw new LimitExceededException(limits.InflatedName, limits.Inflated, "bytes in a body once it is decompressed");
            }
        }
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
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
