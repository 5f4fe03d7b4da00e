using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DevMesh.Domain.Takeover;

/// <summary>
/// Columns that have no place of their own as one JSON object: numbers as numbers, JSON as it is, bytes in base64.
/// </summary>
internal sealed class OldFields(LogColumns columns, OldTimes times)
{
    /// <summary>A column of this name that holds a JSON object is the object itself.</summary>
    private const string Whole = "fields";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <param name="extra">Members besides, such as how long a message was.</param>
    /// <returns>Null when there is nothing to tell.</returns>
    public string? Write(OldRow row, IReadOnlyList<(string Name, object Value)> extra, TakeoverTally tally)
    {
        _buffer.ResetWrittenCount();
        using (Utf8JsonWriter writer = new(_buffer, Options))
        {
            writer.WriteStartObject();
            foreach ((string name, object value) in extra)
            {
                Write(writer, name, value);
            }

            for (int i = 0; i < columns.Fields.Count; i++)
            {
                if (row.Fields[i] is { } value)
                {
                    Write(writer, columns.Fields[i], value, tally);
                }
            }

            writer.WriteEndObject();
        }

        return _buffer.WrittenCount > "{}".Length ? Encoding.UTF8.GetString(_buffer.WrittenSpan) : null;
    }

    private static void Write(Utf8JsonWriter writer, string name, object value)
    {
        if (value is long number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteString(name, (string)value);
        }
    }

    private void Write(Utf8JsonWriter writer, OldColumn column, object value, TakeoverTally tally)
    {
        if (value is byte[] bytes)
        {
            tally.FieldsCut += bytes.Length >= OldRow.MostCharacters ? 1 : 0;
            writer.WriteBase64String(column.Name, bytes);
            return;
        }

        string text = (string)value;
        if (column.Kind is OldKind.Number
            && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
        {
            writer.WriteNumber(column.Name, number);
        }
        else if (column.Kind is OldKind.Instant && times.Read(text, column.Kind) is { } time)
        {
            writer.WriteString(column.Name, time);
        }
        else
        {
            tally.FieldsCut += text.Length >= OldRow.MostCharacters ? 1 : 0;
            WriteText(writer, column.Name, text);
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..] || Parse(text) is not { } json)
        {
            writer.WriteString(name, text);
            return;
        }

        if (name.Equals(Whole, StringComparison.OrdinalIgnoreCase) && json.ValueKind is JsonValueKind.Object)
        {
            foreach (JsonProperty member in json.EnumerateObject())
            {
                writer.WritePropertyName(member.Name);
                member.Value.WriteTo(writer);
            }

            return;
        }

        writer.WritePropertyName(name);
        json.WriteTo(writer);
    }

    /// <summary>Null for what is no JSON, or cannot be written as such: half a surrogate pair, written with an escape.</summary>
    private static JsonElement? Parse(string text)
    {
        try
        {
            JsonElement json = JsonSerializer.Deserialize<JsonElement>(text, Compact);
            return JsonSerializer.Deserialize<JsonElement>(JsonSerializer.SerializeToUtf8Bytes(json, Compact));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
