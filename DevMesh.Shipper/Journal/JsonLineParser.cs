using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DevMesh.Domain.Ingestion;

namespace DevMesh.Shipper.Journal;

/// <summary>
/// Reads one line of <c>journalctl -o json</c>. There, a field is a string; an array of numbers when it is not UTF-8; an array
/// of strings or of such arrays when it is repeated; null when it is too large and journalctl ran without --all.
/// </summary>
internal sealed class JsonLineParser(FieldTable fields)
{
    private byte[] _value = new byte[4 * 1024];

    /// <returns>Null when the entry was taken; otherwise what is wrong with the line.</returns>
    public string? Parse(ReadOnlySpan<byte> line, long lineNumber, JournalEntry entry)
    {
        entry.Clear();
        try
        {
            Utf8JsonReader reader = new(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return "it is no JSON object; each line must be one entry as `journalctl -o json` writes it";
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                JournalField? field = FindField(ref reader);
                reader.Read();
                if (field is null)
                {
                    reader.Skip();
                }
                else
                {
                    ReadField(ref reader, field, entry);
                }
            }

            reader.Read();
        }
        catch (JsonException e)
        {
            return $"it is no JSON (column {e.BytePositionInLine + 1}); each line must be one entry as `journalctl -o json` writes it";
        }
        catch (InvalidOperationException)
        {
            return "a string in it is not Unicode text; `journalctl -o json` writes such fields as arrays of numbers";
        }

        if (entry.RealtimeMicros is < 0 or > JournalTime.LatestMicros)
        {
            return "__REALTIME_TIMESTAMP is missing or no count of microseconds since 1970 (as `journalctl -o json` writes it)";
        }

        if (entry.Cursor.Length is 0 or > IngestLimits.MaxCursorLength)
        {
            entry.SetCursor(CursorOfPosition(line, lineNumber));
        }

        return null;
    }

    /// <summary>
    /// The place of the line in the stream and a digest of it: the same input gives the same cursors again, and another input
    /// from the same node does not meet them.
    /// </summary>
    private static byte[] CursorOfPosition(ReadOnlySpan<byte> line, long lineNumber)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line, digest);
        return Encoding.ASCII.GetBytes($"line={lineNumber};h={Convert.ToHexStringLower(digest[..10])}");
    }

    private JournalField? FindField(ref Utf8JsonReader reader) =>
        fields.Find(reader.ValueIsEscaped ? Unescape(ref reader) : reader.ValueSpan);

    private void ReadField(ref Utf8JsonReader reader, JournalField field, JournalEntry entry)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                entry.Add(field, Unescape(ref reader));
                break;
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                entry.Add(field, reader.ValueSpan);
                break;
            case JsonTokenType.Null when field.Role == FieldRole.Message:
                entry.MessageOmitted = true;
                break;
            case JsonTokenType.StartArray:
                ReadArray(ref reader, field, entry);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    /// <summary>Numbers are the bytes of one value; everything else in the array is a value of its own.</summary>
    private void ReadArray(ref Utf8JsonReader reader, JournalField field, JournalEntry entry)
    {
        int length = 0;
        bool bytes = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetByte(out byte value))
            {
                bytes = true;
                Reserve(length + 1);
                _value[length++] = value;
            }
            else
            {
                ReadField(ref reader, field, entry);
            }
        }

        if (bytes)
        {
            entry.Add(field, _value.AsSpan(0, length));
        }
    }

    private ReadOnlySpan<byte> Unescape(ref Utf8JsonReader reader)
    {
        Reserve(reader.ValueSpan.Length);
        return _value.AsSpan(0, reader.CopyString(_value));
    }

    private void Reserve(int length)
    {
        if (_value.Length < length)
        {
            Array.Resize(ref _value, Math.Max(length, _value.Length * 2));
        }
    }
}
