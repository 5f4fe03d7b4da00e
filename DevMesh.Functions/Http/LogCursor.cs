using System.Buffers.Binary;
using DevMesh.Domain.Logs;

namespace DevMesh.Functions.Http;

/// <summary>A place in a list of logs as an opaque cursor.</summary>
internal static class LogCursor
{
    private const byte Kind = 1;
    private const int Size = 2 * sizeof(long);

    public static string Encode(LogPosition position)
    {
        Span<byte> payload = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(payload, position.Timestamp.Ticks);
        BinaryPrimitives.WriteInt64BigEndian(payload[sizeof(long)..], position.Id);
        return OpaqueCursor.Encode(Kind, payload);
    }

    public static bool TryDecode(string text, out LogPosition position)
    {
        position = default;
        Span<byte> payload = stackalloc byte[Size];
        if (!OpaqueCursor.TryDecode(text, Kind, payload))
        {
            return false;
        }

        long ticks = BinaryPrimitives.ReadInt64BigEndian(payload);
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        position = new LogPosition(
            new DateTime(ticks, DateTimeKind.Utc), BinaryPrimitives.ReadInt64BigEndian(payload[sizeof(long)..]));
        return true;
    }
}
