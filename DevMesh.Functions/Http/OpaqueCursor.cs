using System.Buffers.Text;
using System.Security.Cryptography;

namespace DevMesh.Functions.Http;

/// <summary>
/// Cursors as callers see them: base64url of a kind, its payload and a checksum. The checksum tells a cut or changed
/// cursor, or one of another list, from a good one; it is no signature, for a forged one gives nothing that a filter does not.
/// </summary>
internal static class OpaqueCursor
{
    private const int ChecksumSize = 4;
    private const int MaxTextLength = 256;

    /// <param name="kind">What the payload is; each kind of list has its own.</param>
    public static string Encode(byte kind, ReadOnlySpan<byte> payload)
    {
        Span<byte> bytes = stackalloc byte[1 + payload.Length + ChecksumSize];
        bytes[0] = kind;
        payload.CopyTo(bytes[1..]);
        WriteChecksum(bytes[..^ChecksumSize], bytes[^ChecksumSize..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Gives the payload of an unchanged cursor of this kind and size.</summary>
    public static bool TryDecode(string text, byte kind, Span<byte> payload)
    {
        Span<byte> bytes = stackalloc byte[1 + payload.Length + ChecksumSize];
        if (text.Length > MaxTextLength
            || text.Length != Base64Url.GetEncodedLength(bytes.Length)
            || !Base64Url.TryDecodeFromChars(text, bytes, out int written)
            || written != bytes.Length
            || bytes[0] != kind)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[ChecksumSize];
        WriteChecksum(bytes[..^ChecksumSize], expected);
        if (!expected.SequenceEqual(bytes[^ChecksumSize..]))
        {
            return false;
        }

        bytes[1..^ChecksumSize].CopyTo(payload);
        return true;
    }

    private static void WriteChecksum(ReadOnlySpan<byte> bytes, Span<byte> checksum)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, digest);
        digest[..ChecksumSize].CopyTo(checksum);
    }
}
