using System.Buffers.Binary;

namespace DevMesh.Functions.Http;

/// <summary>A place in the list of incidents as an opaque cursor: the id of the last one of the page before.</summary>
internal static class IncidentCursor
{
    private const byte Kind = 32;
    private const string Accepted = "the next_cursor of an earlier answer, unchanged";

    public static string Encode(long id)
    {
        Span<byte> payload = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(payload, id);
        return OpaqueCursor.Encode(Kind, payload);
    }

    public static long? Read(RequestQuery query)
    {
        if (query.Value("cursor", Accepted) is not string text)
        {
            return null;
        }

        Span<byte> payload = stackalloc byte[sizeof(long)];
        if (OpaqueCursor.TryDecode(text, Kind, payload))
        {
            return BinaryPrimitives.ReadInt64BigEndian(payload);
        }

        query.Fail("cursor", "is no cursor of the list of incidents", Accepted);
        return null;
    }
}
