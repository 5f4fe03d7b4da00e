using System.IO.Compression;
using System.Text;

namespace DevMesh.Shipper.Shipping;

/// <summary>Makes the gzipped body of a request. Its memory is used again: one body at a time.</summary>
internal sealed class RequestBody(string node)
{
    private readonly byte[] _head = Encoding.UTF8.GetBytes($$"""{"node":"{{node}}","logs":[""");
    private readonly ByteBuffer _compressed = new(256 * 1024);

    /// <param name="entries">Entries separated by commas.</param>
    /// <returns>The body; holds until the next call.</returns>
    public ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> entries)
    {
        _compressed.Reset();
        using (GZipStream gzip = new(new ByteBufferStream(_compressed), CompressionLevel.Fastest))
        {
            gzip.Write(_head);
            gzip.Write(entries);
            gzip.Write("]}"u8);
        }

        return _compressed.Memory;
    }
}
