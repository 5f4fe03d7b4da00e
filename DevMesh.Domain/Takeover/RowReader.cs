using System.Text;
using System.Text.Unicode;
using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search.Values;

namespace DevMesh.Domain.Takeover;

/// <summary>
/// Makes a log of a row of the old platform. Whatever a row holds, it becomes a log: what cannot be read is told in the tally
/// and kept in <c>fields</c>. Used by one thread at a time.
/// </summary>
internal sealed class RowReader(LogColumns columns, OldTimes times, ICanonicalizer canonicalizer, DateTime now)
{
    private readonly OldFields _fields = new(columns, times);
    private readonly MessageValues _values = new(canonicalizer);
    private readonly List<(string Name, object Value)> _extra = [];

    public TakenLog Read(OldRow row, TakeoverTally tally)
    {
        _extra.Clear();
        tally.AddRow(row.Node ?? "");
        DateTime? received = columns.Received is { } column ? times.Read(row.Received, column.Kind) : null;
        DateTime timestamp = ReadTime(row, received, tally);
        // Nothing was received after now: a wrong clock must not keep a log from retention.
        DateTime receivedAt = received ?? (timestamp == DateTime.UnixEpoch ? now : timestamp);
        receivedAt = receivedAt > now ? now : receivedAt;
        string message = ReadMessage(row, tally);
        string node = OldNodes.NameOf(row.Node);
        LogEntry entry = new(
            timestamp, ReadLevel(row.Level, tally), ReadService(row.Service, tally), message, CursorOf(row.Key),
            _fields.Write(row, _extra, tally));
        tally.Bytes += Encoding.UTF8.GetByteCount(message) + (entry.Fields?.Length ?? 0);
        return new TakenLog(
            row.Key, node, receivedAt, EventKey.OfCursor(node, entry.Cursor!), entry,
            IngestService.FlagsOf(timestamp, receivedAt), _values.Read(message).Keys, row.Template);
    }

    /// <summary>Each old row is an event of its own, however often the same line stands in the table.</summary>
    private static string CursorOf(long key) => $"py:{key}";

    private DateTime ReadTime(OldRow row, DateTime? received, TakeoverTally tally)
    {
        if (times.Read(row.Timestamp, columns.Timestamp.Kind) is { } time)
        {
            return time;
        }

        if (!string.IsNullOrEmpty(row.Timestamp))
        {
            _extra.Add((columns.Timestamp.Name, row.Timestamp));
        }

        if (received is null)
        {
            tally.WithoutTime++;
        }
        else
        {
            tally.TimesOfReceipt++;
        }

        return received ?? DateTime.UnixEpoch;
    }

    private Level ReadLevel(string? text, TakeoverTally tally)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Level.Info;
        }

        if (!OldLevels.TryRead(text, out Level level))
        {
            tally.AddInvalidLevel(text.Trim());
            _extra.Add((columns.Level!.Name, text));
        }

        return level;
    }

    private string ReadService(string? text, TakeoverTally tally)
    {
        if (text is null || text.Length <= IngestLimits.MaxServiceLength)
        {
            return text ?? "";
        }

        tally.ServicesCut++;
        _extra.Add((columns.Service!.Name, text));
        int end = char.IsHighSurrogate(text[IngestLimits.MaxServiceLength - 1]) ? IngestLimits.MaxServiceLength - 1
            : IngestLimits.MaxServiceLength;
        return text[..end];
    }

    private string ReadMessage(OldRow row, TakeoverTally tally)
    {
        byte[]? bytes = row.MessageBytes;
        if (bytes is not null && !Utf8.IsValid(bytes) && !IsCutCharacter(bytes, row.MessageLength))
        {
            tally.MessagesNotText++;
            _extra.Add(("message_base64",
                Convert.ToBase64String(bytes.AsSpan(0, Math.Min(bytes.Length, IngestLimits.MaxMessageBytes)))));
        }

        string? text = row.Message ?? (bytes is null ? null : Encoding.UTF8.GetString(bytes)); // with U+FFFD for what is none
        if (text is null)
        {
            tally.WithoutMessage++;
            return "";
        }

        // No character takes more than three bytes, so that most messages need no counting.
        if (text.Length > IngestLimits.MaxMessageBytes / 3 && Encoding.UTF8.GetByteCount(text) > IngestLimits.MaxMessageBytes)
        {
            tally.MessagesCut++;
            _extra.Add(("message_bytes", row.MessageLength));
            byte[] whole = Encoding.UTF8.GetBytes(text);
            int end = IngestLimits.MaxMessageBytes;
            while ((whole[end] & 0xC0) == 0x80)
            {
                end--; // back to where a character begins
            }

            return Encoding.UTF8.GetString(whole, 0, end);
        }

        return text;
    }

    /// <summary>Whether it is only the last character that is not whole, since no more of the message was read.</summary>
    private static bool IsCutCharacter(byte[] bytes, long length)
    {
        int end = bytes.Length;
        while (end > 0 && bytes.Length - end < 3 && (bytes[end - 1] & 0xC0) == 0x80)
        {
            end--;
        }

        return bytes.Length < length && end > 0 && Utf8.IsValid(bytes.AsSpan(0, end - 1));
    }
}
