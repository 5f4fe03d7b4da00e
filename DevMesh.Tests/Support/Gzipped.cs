using System.IO.Compression;

namespace DevMesh.Tests.Support;

internal static class Gzipped
{
    public static byte[] Of(ReadOnlySpan<byte> bytes)
    {
        MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }
}
