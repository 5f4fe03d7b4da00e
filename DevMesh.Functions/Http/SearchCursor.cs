using System.Buffers.Binary;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search;

namespace DevMesh.Functions.Http;

/// <summary>A place in the results of a search as an opaque cursor.</summary>
internal static class SearchCursor
{
    private const byte Kind = 2;
    private const int Size = (5 * sizeof(long)) + sizeof(int);
    private const string Accepted = "the next_cursor of an earlier answer, unchanged";

    public static string? Encode(SearchPosition? position)
    {
        if (position is not { } given)
        {
            return null;
        }

        Span<byte> payload = stackalloc byte[Size];
        BinaryPrimitives.WriteUInt64BigEndian(payload, given.Search);
        BinaryPrimitives.WriteInt64BigEndian(payload[8..], given.LastTemplate);
        BinaryPrimitives.WriteDoubleBigEndian(payload[16..], given.Score);
        BinaryPrimitives.WriteInt64BigEndian(payload[24..], given.Log.Timestamp.Ticks);
        BinaryPrimitives.WriteInt64BigEndian(payload[32..], given.Log.Id);
        BinaryPrimitives.WriteInt32BigEndian(payload[40..], given.Offset);
        return OpaqueCursor.Encode(Kind, payload);
    }

    public static SearchPosition? Read(RequestQuery query)
    {
        if (query.Value("cursor", Accepted) is not string text)
        {
            return null;
        }

        Span<byte> payload = stackalloc byte[Size];
        if (OpaqueCursor.TryDecode(text, Kind, payload) && Decode(payload) is { } position)
        {
            return position;
        }

        query.Fail("cursor", "is no cursor of a search", Accepted);
        return null;
    }

    private static SearchPosition? Decode(ReadOnlySpan<byte> payload)
    {
        long ticks = BinaryPrimitives.ReadInt64BigEndian(payload[24..]);
        int offset = BinaryPrimitives.ReadInt32BigEndian(payload[40..]);
        double score = BinaryPrimitives.ReadDoubleBigEndian(payload[16..]);
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks || offset < 0 || !double.IsFinite(score))
        {
            return null;
        }

        return new SearchPosition(
            BinaryPrimitives.ReadUInt64BigEndian(payload),
            offset,
            BinaryPrimitives.ReadInt64BigEndian(payload[8..]),
            score,
            new LogPosition(new DateTime(ticks, DateTimeKind.Utc), BinaryPrimitives.ReadInt64BigEndian(payload[32..])));
    }
}
