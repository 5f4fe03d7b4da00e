using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Logs;
using DevMesh.Shipper.Journal;

namespace DevMesh.Shipper.Shipping;

/// <summary>
/// Writes entries as the wire wants them, straight into a buffer as UTF-8. The last entry may be closed late, because a
/// repeat that follows it adds to its fields.
/// </summary>
internal sealed class EntryWriter
{
    /// <summary>The longest message the server takes, in bytes of UTF-8.</summary>
    public const int LongestMessage = IngestLimits.MaxMessageBytes;

    /// <summary>At most so many bytes of a message that is not UTF-8 are sent as base64, so that fields stay within 64 KiB.</summary>
    public const int LongestBinary = 40 * 1024;

    /// <summary>
    /// The longest message as JSON, where a control character takes six bytes: with its fields (<see cref="LongestBinary"/> and
    /// <see cref="JournalEntry.MostShipped"/>) an entry stays within the 256 KiB that the server takes.
    /// </summary>
    private const int LongestEscaped = 120 * 1024;

    private const int LongestEscape = 6;

    /// <summary>The longest service the server takes; a unit's name is never longer, an identifier may be.</summary>
    private const int LongestService = IngestLimits.MaxServiceLength;

    private static readonly SearchValues<byte> MustEscape =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(each => (byte)each), (byte)'"', (byte)'\\']);

    /// <summary>ASCII that goes into JSON as it is.</summary>
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x7F - 0x20).Select(each => (byte)each).Where(each => each is not (byte)'"' and not (byte)'\\')]);

    private static readonly byte[][] LevelNames = [.. Enum.GetValues<Level>().Select(each => Encoding.ASCII.GetBytes(each.Name()))];

    private readonly byte[] _second = "0000-00-00T00:00:00"u8.ToArray();
    private long _secondWritten = -1;
    private byte[] _repaired = [];
    private bool _hasFields;

    /// <summary>Writes all of the entry but the two closing braces, see <see cref="End"/>.</summary>
    public void Begin(JournalEntry entry, ByteBuffer to)
    {
        to.Write("{\"timestamp\":\""u8);
        WriteTime(entry.RealtimeMicros, to);
        to.Write("\",\"level\":\""u8);
        to.Write(LevelNames[entry.Priority < 0 ? (int)Level.Info : entry.Priority]);
        to.Write("\",\"message\":\""u8);
        ReadOnlySpan<byte> message = entry.Message;
        bool isText = Utf8.IsValid(message);
        // Repaired, bytes never become fewer: the start alone gives all that is sent, and the last character of it whole.
        ReadOnlySpan<byte> text = isText ? message : Repair(message[..Math.Min(message.Length, LongestMessage + 4)]);
        ReadOnlySpan<byte> sent = CutEscaped(CutAtCharacter(text, LongestMessage));
        WriteEscaped(sent, to);
        ReadOnlySpan<byte> service = entry.Service;
        if (!service.IsEmpty)
        {
            to.Write("\",\"service\":\""u8);
            WriteText(service.Length > LongestService ? service[..LongestService] : service, to);
        }

        to.Write("\",\"cursor\":\""u8);
        WriteText(entry.Cursor, to);
        to.Write("\",\"fields\":{"u8);
        _hasFields = false;
        if (!isText)
        {
            WriteName("message_base64"u8, to);
            WriteBase64(message.Length > LongestBinary ? message[..LongestBinary] : message, to);
        }

        if (sent.Length < text.Length || (!isText && message.Length > LongestBinary))
        {
            WriteNumber("message_bytes"u8, entry.MessageBytes, to);
        }

        if (entry.MessageOmitted)
        {
            WriteName("message_omitted"u8, to);
            to.Write("true"u8);
        }

        if (entry.CutFields > 0)
        {
            WriteNumber("fields_cut"u8, entry.CutFields, to);
        }

        if (entry.OmittedFields > 0)
        {
            WriteNumber("fields_omitted"u8, entry.OmittedFields, to);
        }

        WriteShipped(entry, service, to);
    }

    /// <summary>Ends the entry that was begun last.</summary>
    /// <param name="repeated">How often it occurred in a row; 1 adds nothing.</param>
    /// <param name="untilMicros">When the last of the repeats was logged.</param>
    public void End(long repeated, long untilMicros, ByteBuffer to)
    {
        if (repeated > 1)
        {
            WriteNumber("repeated"u8, repeated, to);
            WriteName("repeated_until"u8, to);
            to.Write((byte)'"');
            WriteTime(untilMicros, to);
            to.Write((byte)'"');
        }

        to.Write("}}"u8);
    }

    /// <summary>The longest start of valid UTF-8 that has at most so many bytes and ends between two characters.</summary>
    public static ReadOnlySpan<byte> CutAtCharacter(ReadOnlySpan<byte> text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        int end = longest;
        while (end > 0 && (text[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return text[..end];
    }

    private static ReadOnlySpan<byte> CutEscaped(ReadOnlySpan<byte> text)
    {
        if (text.Length <= LongestEscaped / LongestEscape)
        {
            return text;
        }

        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            length += text[i] is >= 0x20 and not (byte)'"' and not (byte)'\\' ? 1 : text[i] is < 0x20 ? LongestEscape : 2;
            if (length > LongestEscaped)
            {
                return CutAtCharacter(text, i);
            }
        }

        return text;
    }

    private void WriteShipped(JournalEntry entry, ReadOnlySpan<byte> service, ByteBuffer to)
    {
        ReadOnlySpan<JournalEntry.ShippedField> shipped = entry.Shipped;
        bool repeated = entry.HasRepeatedFields;
        for (int i = 0; i < shipped.Length; i++)
        {
            JournalField field = shipped[i].Field;
            ReadOnlySpan<byte> value = entry.ValueOf(shipped[i]);
            if (field.Role == FieldRole.Identifier && value.SequenceEqual(service))
            {
                continue; // the service says it already
            }

            if (repeated && OccursBefore(shipped, i))
            {
                continue; // written with its first occurrence
            }

            WriteName(field.Name, to);
            if (!repeated || !OccursAfter(shipped, i))
            {
                WriteValue(value, to);
                continue;
            }

            to.Write((byte)'[');
            WriteValue(value, to);
            for (int next = i + 1; next < shipped.Length; next++)
            {
                if (ReferenceEquals(shipped[next].Field, field))
                {
                    to.Write((byte)',');
                    WriteValue(entry.ValueOf(shipped[next]), to);
                }
            }

            to.Write((byte)']');
        }
    }

    private static bool OccursBefore(ReadOnlySpan<JournalEntry.ShippedField> shipped, int index)
    {
        for (int i = 0; i < index; i++)
        {
            if (ReferenceEquals(shipped[i].Field, shipped[index].Field))
            {
                return true;
            }
        }

        return false;
    }

    private static bool OccursAfter(ReadOnlySpan<JournalEntry.ShippedField> shipped, int index)
    {
        for (int i = index + 1; i < shipped.Length; i++)
        {
            if (ReferenceEquals(shipped[i].Field, shipped[index].Field))
            {
                return true;
            }
        }

        return false;
    }

    private void WriteValue(ReadOnlySpan<byte> value, ByteBuffer to)
    {
        to.Write((byte)'"');
        WriteText(value, to);
        to.Write((byte)'"');
    }

    private void WriteName(ReadOnlySpan<byte> name, ByteBuffer to)
    {
        if (_hasFields)
        {
            to.Write((byte)',');
        }

        _hasFields = true;
        to.Write((byte)'"');
        to.Write(name);
        to.Write("\":"u8);
    }

    private void WriteNumber(ReadOnlySpan<byte> name, long value, ByteBuffer to)
    {
        WriteName(name, to);
        Span<byte> digits = to.Reserve(20);
        Utf8Formatter.TryFormat(value, digits, out int written);
        to.Advance(written);
    }

    private static void WriteBase64(ReadOnlySpan<byte> bytes, ByteBuffer to)
    {
        to.Write((byte)'"');
        Base64.EncodeToUtf8(bytes, to.Reserve(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out int written);
        to.Advance(written);
        to.Write((byte)'"');
    }

    private void WriteText(ReadOnlySpan<byte> text, ByteBuffer to)
    {
        if (text.IndexOfAnyExcept(Plain) < 0)
        {
            to.Write(text); // nearly all values, in one pass over them
            return;
        }

        WriteEscaped(Utf8.IsValid(text) ? text : Repair(text), to);
    }

    private static void WriteEscaped(ReadOnlySpan<byte> text, ByteBuffer to)
    {
        while (true)
        {
            int plain = text.IndexOfAny(MustEscape);
            if (plain < 0)
            {
                to.Write(text);
                return;
            }

            to.Write(text[..plain]);
            WriteEscape(text[plain], to);
            text = text[(plain + 1)..];
        }
    }

    private static void WriteEscape(byte value, ByteBuffer to)
    {
        switch (value)
        {
            case (byte)'"':
                to.Write("\\\""u8);
                break;
            case (byte)'\\':
                to.Write("\\\\"u8);
                break;
            case (byte)'\n':
                to.Write("\\n"u8);
                break;
            case (byte)'\t':
                to.Write("\\t"u8);
                break;
            case (byte)'\r':
                to.Write("\\r"u8);
                break;
            default:
                to.Write("\\u00"u8);
                to.Write("0123456789abcdef"u8[value >> 4]);
                to.Write("0123456789abcdef"u8[value & 0xF]);
                break;
        }
    }

    /// <summary>The bytes as UTF-8, with U+FFFD for what is none. Holds until the next call.</summary>
    private ReadOnlySpan<byte> Repair(ReadOnlySpan<byte> bytes)
    {
        if (_repaired.Length < bytes.Length * 3)
        {
            _repaired = new byte[bytes.Length * 3];
        }

        int written = 0;
        while (!bytes.IsEmpty)
        {
            Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed);
            written += rune.EncodeToUtf8(_repaired.AsSpan(written));
            bytes = bytes[consumed..];
        }

        return _repaired.AsSpan(0, written);
    }

    /// <summary>RFC 3339 in UTC with microseconds. The second is written once for the many entries that share it.</summary>
    private void WriteTime(long micros, ByteBuffer to)
    {
        (long second, long fraction) = Math.DivRem(micros, 1_000_000);
        if (second != _secondWritten)
        {
            DateTime time = JournalTime.ToUtc(micros);
            time.TryFormat(_second, out _, "yyyy-MM-ddTHH:mm:ss");
            _secondWritten = second;
        }

        to.Write(_second);
        Span<byte> end = to.Reserve(8);
        end[0] = (byte)'.';
        for (int i = 6; i > 0; i--)
        {
            (fraction, long digit) = Math.DivRem(fraction, 10);
            end[i] = (byte)('0' + digit);
        }

        end[7] = (byte)'Z';
        to.Advance(8);
    }
}
