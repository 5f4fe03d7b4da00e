using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DevMesh.Domain.Logs;

/// <summary>
/// What makes an event the same event: the first 16 bytes of SHA-256 over its node and cursor or, without a cursor, over
/// node, timestamp, service, level, message and fields. With the timestamp it is unique in the store, so that sending an
/// event again changes nothing.
/// </summary>
public readonly record struct EventKey(UInt128 Value)
{
    private const byte Separator = 0xFF; // never occurs in UTF-8, so no two lists of parts run together

    public static EventKey OfCursor(string node, string cursor) => Of([node, "cursor", cursor]);

    public static EventKey OfContent(
        string node, DateTime timestamp, string service, Level level, string message, string? fields) =>
        Of([node, "content", timestamp.Ticks.ToString(), service, level.Name(), message, fields ?? ""]);

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", null);

    private static EventKey Of(ReadOnlySpan<string> parts)
    {
        int length = 0;
        foreach (string part in parts)
        {
            length += Encoding.UTF8.GetMaxByteCount(part.Length) + 1;
        }

        byte[]? rented = length > 1024 ? System.Buffers.ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> buffer = rented ?? stackalloc byte[1024];
        int written = 0;
        foreach (string part in parts)
        {
            written += Encoding.UTF8.GetBytes(part, buffer[written..]);
            buffer[written++] = Separator;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..written], digest);
        if (rented is not null)
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(rented);
        }

        return new EventKey(BinaryPrimitives.ReadUInt128BigEndian(digest));
    }
}
