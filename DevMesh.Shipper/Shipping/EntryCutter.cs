using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DevMesh.Shipper.Shipping;

/// <summary>Makes an entry smaller that no server would take: half its message, and no large fields.</summary>
internal static class EntryCutter
{
    private const int ShortestMessage = 64;

    // Otherwise every letter beyond ASCII is escaped, and half a message may be longer than the whole one was.
    private static readonly JsonWriterOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="entry">One wire entry, a JSON object.</param>
    /// <returns>A smaller one that says how long its message was; null when there is nothing left to cut.</returns>
    public static ReadOnlyMemory<byte>? Halve(ReadOnlyMemory<byte> entry)
    {
        using JsonDocument document = JsonDocument.Parse(entry);
        byte[] message = Encoding.UTF8.GetBytes(document.RootElement.GetProperty("message").GetString() ?? "");
        JsonElement fields = document.RootElement.GetProperty("fields");
        bool hasBinary = fields.TryGetProperty("message_base64", out JsonElement binary);
        if (message.Length <= ShortestMessage && !hasBinary)
        {
            return null;
        }

        int keep = message.Length <= ShortestMessage ? message.Length : message.Length / 2;
        ArrayBufferWriter<byte> buffer = new(entry.Length);
        using (Utf8JsonWriter writer = new(buffer, Unescaped))
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                switch (property.Name)
                {
                    case "message":
                        writer.WriteString("message", EntryWriter.CutAtCharacter(message, keep));
                        break;
                    case "fields":
                        WriteFields(writer, fields, hasBinary ? binary.GetBytesFromBase64().Length : message.Length);
                        break;
                    default:
                        property.WriteTo(writer);
                        break;
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteFields(Utf8JsonWriter writer, JsonElement fields, int messageBytes)
    {
        writer.WriteStartObject("fields");
        bool saysLength = false;
        foreach (JsonProperty field in fields.EnumerateObject().Where(each => !each.NameEquals("message_base64")))
        {
            saysLength |= field.NameEquals("message_bytes");
            field.WriteTo(writer);
        }

        if (!saysLength)
        {
            writer.WriteNumber("message_bytes", messageBytes);
        }

        writer.WriteEndObject();
    }
}
