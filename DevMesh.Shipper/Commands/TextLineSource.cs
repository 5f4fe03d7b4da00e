using System.Text;
using DevMesh.Domain.Logs;
using DevMesh.Shipper.Journal;

namespace DevMesh.Shipper.Commands;

/// <summary>Entries from bare lines, each a message, to try rules on. All were logged at one time.</summary>
internal sealed class TextLineSource(
    Stream input, FieldTable fields, DateTimeOffset time, string? service, string? identifier, Level level) : IEntrySource
{
    private readonly StreamReader _lines = new(input, Encoding.UTF8);
    private long _line;

    public ReadResult Read(JournalEntry entry)
    {
        if (_lines.ReadLine() is not { } line)
        {
            return ReadResult.Finished;
        }

        _line++;
        entry.Clear();
        entry.RealtimeMicros = JournalTime.ToMicros(time);
        Add(entry, "MESSAGE", line);
        Add(entry, "PRIORITY", $"{(int)level}");
        Add(entry, "_SYSTEMD_UNIT", service);
        Add(entry, "SYSLOG_IDENTIFIER", identifier);
        return ReadResult.Entry;
    }

    public void FillCursor(JournalEntry entry)
    {
        if (entry.Cursor.IsEmpty)
        {
            entry.SetCursor(Encoding.ASCII.GetBytes($"line={_line}"));
        }
    }

    public void Wait(TimeSpan? timeout)
    {
        // Reading blocks until there is a line or none will come.
    }

    public void Dispose() => _lines.Dispose();

    private void Add(JournalEntry entry, string field, string? value)
    {
        if (value is not null)
        {
            entry.Add(fields.Find(Encoding.ASCII.GetBytes(field))!, Encoding.UTF8.GetBytes(value));
        }
    }
}
