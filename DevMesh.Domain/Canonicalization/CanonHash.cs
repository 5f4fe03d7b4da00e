using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DevMesh.Domain.Canonicalization;

/// <summary>
/// The key of a template: the first 16 bytes of SHA-256 over the rules' version (big-endian, 4 bytes) and the canonical text
/// in UTF-8. The same line has the same key on every worker, in any order.
/// </summary>
public readonly record struct CanonHash(UInt128 Value)
{
    public const int Size = 16;

    public static CanonHash Of(int version, string canonicalText)
    {
        int length = sizeof(int) + Encoding.UTF8.GetMaxByteCount(canonicalText.Length);
        byte[]? rented = length > 1024 ? System.Buffers.ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> buffer = rented ?? stackalloc byte[1024];
        BinaryPrimitives.WriteInt32BigEndian(buffer, version);
        int written = sizeof(int) + Encoding.UTF8.GetBytes(canonicalText, buffer[sizeof(int)..]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..written], digest);
        if (rented is not null)
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(rented);
        }

        return FromBytes(digest);
    }

    /// <summary>
    /// The key of a template of foreign rules: over their name in UTF-8, a byte that no UTF-8 has, and the text.
    /// </summary>
    public static CanonHash Of(string rules, string canonicalText) =>
        FromBytes(SHA256.HashData([.. Encoding.UTF8.GetBytes(rules), 0xFF, .. Encoding.UTF8.GetBytes(canonicalText)]));

    /// <summary>Reads the first 16 bytes.</summary>
    public static CanonHash FromBytes(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Size];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", null);
}
