using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Time;

namespace DevMesh.Domain.Ingestion;

/// <summary>
/// Reads one entry of a batch. Members that the contract does not name are kept, as fields: nothing that was sent is lost.
/// </summary>
internal static class LogEntryReader
{
    private static readonly JsonWriterOptions CompactText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="json">One value, which is known to be JSON.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> json,
        IngestLimits limits,
        [NotNullWhen(true)] out LogEntry? entry,
        [NotNullWhen(false)] out string? reason)
    {
        entry = null;
        if (json.Length > limits.MaxEntryBytes)
        {
            reason = $"is {json.Length} bytes long; accepted: at most {limits.MaxEntryBytes} bytes (INGEST_MAX_ENTRY_BYTES)";
            return false;
        }

        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement element = document.RootElement;
        if (element.ValueKind != JsonValueKind.Object)
        {
            reason = $"is a JSON {Json.Kind(element)}; accepted: an object with timestamp and message";
            return false;
        }

        try
        {
            return TryRead(Members.Of(element), limits.MaxFields, out entry, out reason);
        }
        catch (InvalidOperationException)
        {
            reason = $"{Json.BadName}; accepted: names in Unicode"; // JsonProperty's answer to half a surrogate pair
            return false;
        }
    }

    private static bool TryRead(
        Members members, int maxFields, [NotNullWhen(true)] out LogEntry? entry, [NotNullWhen(false)] out string? reason)
    {
        entry = null;
        string message = "";
        Level level = Level.Info;
        string? service = null;
        string? cursor = null;
        string? fields = null;
        reason = ReadTimestamp(members.Timestamp, out DateTime timestamp);
        reason ??= ReadMessage(members.Message, out message);
        reason ??= ReadLevel(members.Level, out level);
        reason ??= ReadText("service", members.Service, IngestLimits.MaxServiceLength, out service);
        reason ??= ReadText("cursor", members.Cursor, IngestLimits.MaxCursorLength, out cursor);
        reason ??= ReadFields(members, maxFields, out fields);
        if (reason is not null)
        {
            return false;
        }

        entry = new LogEntry(timestamp, level, service ?? "", message, string.IsNullOrEmpty(cursor) ? null : cursor, fields);
        return true;
    }

    private static string? ReadTimestamp(JsonElement element, out DateTime timestamp)
    {
        timestamp = default;
        return Json.TryGetText(element, out string? text) && Rfc3339.TryParse(text, out timestamp)
            ? null
            : $"timestamp: {(IsAbsent(element) ? "is missing" : "cannot be read")}; accepted: {Rfc3339.Accepted}";
    }

    private static string? ReadMessage(JsonElement element, out string message)
    {
        message = "";
        if (!Json.TryGetText(element, out string? text))
        {
            return $"message: {(IsAbsent(element) ? "is missing" : "is not a string of Unicode text")}; accepted: a string, which may be empty";
        }

        message = text;
        // No character takes more than three bytes, so that most messages need no counting.
        if (message.Length > IngestLimits.MaxMessageBytes / 3 && Encoding.UTF8.GetByteCount(message) is int bytes and > IngestLimits.MaxMessageBytes)
        {
            return $"message: is {bytes} bytes long; accepted: at most {IngestLimits.MaxMessageBytes} bytes in UTF-8";
        }

        return null;
    }

    private static string? ReadLevel(JsonElement element, out Level level)
    {
        level = Level.Info;
        if (IsAbsent(element))
        {
            return null;
        }

        string? text = element.ValueKind == JsonValueKind.Number ? element.GetRawText() : null;
        return (text is not null || Json.TryGetText(element, out text)) && Levels.TryParse(text, out level)
            ? null
            : $"level: cannot be read; accepted: {Levels.Accepted}";
    }

    private static string? ReadText(string member, JsonElement element, int maxLength, out string? text)
    {
        text = null;
        if (IsAbsent(element))
        {
            return null;
        }

        return Json.TryGetText(element, out text) && text.Length <= maxLength
            ? null
            : $"{member}: is not a string or too long; accepted: a string of at most {maxLength} characters";
    }

    private static string? ReadFields(Members members, int maxFields, out string? fields)
    {
        fields = null;
        if (!IsAbsent(members.Fields) && members.Fields.ValueKind != JsonValueKind.Object)
        {
            return $"fields: is a JSON {Json.Kind(members.Fields)}; accepted: an object";
        }

        if (IsAbsent(members.Fields) && members.Others is null)
        {
            return null;
        }

        int count = (members.Others?.Count ?? 0) + (IsAbsent(members.Fields) ? 0 : members.Fields.GetPropertyCount());
        if (count > maxFields)
        {
            return $"fields: has {count} members; accepted: at most {maxFields} (INGEST_MAX_FIELDS)";
        }

        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, CompactText))
        {
            writer.WriteStartObject();
            WriteMembers(writer, members);
            writer.WriteEndObject();
        }

        fields = buffer.WrittenCount > "{}".Length ? Encoding.UTF8.GetString(buffer.WrittenSpan) : null;
        return null;
    }

    private static void WriteMembers(Utf8JsonWriter writer, Members members)
    {
        if (!IsAbsent(members.Fields))
        {
            foreach (JsonProperty property in members.Fields.EnumerateObject())
            {
                property.WriteTo(writer);
            }
        }

        foreach (JsonProperty property in members.Others ?? [])
        {
            property.WriteTo(writer);
        }
    }

    private static bool IsAbsent(JsonElement element) => element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>The members of an entry, found in one pass; of a member that is named twice the last counts.</summary>
    private struct Members
    {
        public JsonElement Timestamp;
        public JsonElement Message;
        public JsonElement Level;
        public JsonElement Service;
        public JsonElement Cursor;
        public JsonElement Fields;
        public List<JsonProperty>? Others;

        public static Members Of(JsonElement entry)
        {
            Members members = default;
            foreach (JsonProperty property in entry.EnumerateObject())
            {
                if (property.NameEquals("timestamp"u8))
                {
                    members.Timestamp = property.Value;
                }
                else if (property.NameEquals("message"u8))
                {
                    members.Message = property.Value;
                }
                else if (property.NameEquals("level"u8))
                {
                    members.Level = property.Value;
                }
                else if (property.NameEquals("service"u8))
                {
                    members.Service = property.Value;
                }
                else if (property.NameEquals("cursor"u8))
                {
                    members.Cursor = property.Value;
                }
                else if (property.NameEquals("fields"u8))
                {
                    members.Fields = property.Value;
                }
                else
                {
                    (members.Others ??= []).Add(property);
                }
            }

            return members;
        }
    }
}
