using System.Buffers.Binary;
using DevMesh.Domain.Templates;

namespace DevMesh.Functions.Http;

/// <summary>A place in a list of templates as an opaque cursor, which holds for the list's own sort alone.</summary>
internal static class TemplateCursor
{
    private const byte FirstKind = 16; // and one for each sort
    private const int Size = 2 * sizeof(long);
    private const string Accepted = "the next_cursor of an earlier answer with the same sort, unchanged";

    public static string Encode(TemplateSort sort, TemplatePosition position)
    {
        Span<byte> payload = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(payload, position.Key);
        BinaryPrimitives.WriteInt64BigEndian(payload[sizeof(long)..], position.Id);
        return OpaqueCursor.Encode((byte)(FirstKind + sort), payload);
    }

    public static TemplatePosition? Read(RequestQuery query, TemplateSort sort)
    {
        if (query.Value("cursor", Accepted) is not string text)
        {
            return null;
        }

        Span<byte> payload = stackalloc byte[Size];
        if (OpaqueCursor.TryDecode(text, (byte)(FirstKind + sort), payload)
            && BinaryPrimitives.ReadInt64BigEndian(payload) is >= 0 and var key && key <= DateTime.MaxValue.Ticks)
        {
            return new TemplatePosition(key, BinaryPrimitives.ReadInt64BigEndian(payload[sizeof(long)..]));
        }

        query.Fail("cursor", "is no cursor of such a list", Accepted);
        return null;
    }
}
