using System.Runtime.InteropServices;
using System.Text;

namespace DevMesh.Shipper.Journal;

/// <summary>
/// Entries of journal files, read through libsystemd in the order of the journal: across files, boots and rotations, and on into
/// files that appear later. While it is not waited for, files that the vacuum deletes stay readable.
/// </summary>
internal sealed unsafe class JournalSource : IEntrySource
{
    private const int InvalidArgument = 22; // EINVAL

    private readonly JournalHandle _journal;
    private readonly FieldTable _fields;
    private readonly bool _endsAtEnd;
    private readonly nint _raw;
    private bool _atFirst;
    private long? _gapSince;
    private long _lastMicros;

    /// <param name="endsAtEnd">The end of the journal is the end of the input, and nothing is waited for.</param>
    private JournalSource(JournalHandle journal, FieldTable fields, bool endsAtEnd)
    {
        _journal = journal;
        _fields = fields;
        _endsAtEnd = endsAtEnd;
        _raw = journal.DangerousGetHandle(); // the journal outlives every use: both end in Dispose
    }

    /// <summary>
    /// Told once the first entry behind a cursor is read whose own entry is gone: what lay between the two times (microseconds
    /// since 1970) may be lost.
    /// </summary>
    public Action<long, long>? GapFound { get; set; }

    /// <summary>No file of the machine's journal can be read: there is none, or this user may not.</summary>
    public bool HasNoFiles => LibSystemd.HasPersistentFiles(_journal) <= 0 && LibSystemd.HasRuntimeFiles(_journal) <= 0;

    /// <exception cref="JournalException">It cannot be opened.</exception>
    public static JournalSource Open(string? directory, FieldTable fields, bool endsAtEnd) =>
        new(JournalHandle.Open(directory), fields, endsAtEnd);

    /// <summary>The next entry read is the first one of <paramref name="start"/>.</summary>
    /// <returns>The cursor of the entry before it; null when there is none, and reading starts at the head of the journal.</returns>
    public string? SeekStart(JournalStart start, DateTimeOffset now)
    {
        _atFirst = false;
        _gapSince = null;
        bool isBehindOthers = start.Kind != JournalStartKind.All;
        if (isBehindOthers && !IsAtFirst(start, now))
        {
            JournalException.ThrowIfFailed(LibSystemd.SeekTail(_journal), "seeking the end of the journal");
        }

        if (isBehindOthers && Moved(LibSystemd.Previous(_journal)))
        {
            JournalEntry before = new();
            FillCursor(before);
            return Encoding.UTF8.GetString(before.Cursor);
        }

        // Also where there is nothing yet, so that whatever comes first is read.
        JournalException.ThrowIfFailed(LibSystemd.SeekHead(_journal), "seeking the head of the journal");
        return null;
    }

    /// <summary>The next entry read is the one behind the cursor, or the closest one where the journal no longer has it.</summary>
    /// <param name="loggedAt">When the entry of the cursor was logged: the start of the gap, if there is one.</param>
    public void SeekBehind(string cursor, long loggedAt)
    {
        bool found = Contains(cursor, out bool atEntry);
        _gapSince = found ? null : loggedAt;
        _atFirst = !found && atEntry; // the closest entry is one behind the cursor, and is not passed over
    }

    /// <summary>The next entry read is the one of the cursor.</summary>
    /// <returns>False when the journal no longer has it; then another seek must follow.</returns>
    public bool SeekTo(string cursor)
    {
        _gapSince = null;
        _atFirst = Contains(cursor, out _);
        return _atFirst;
    }

    /// <summary>Whether the journal has the entry of the cursor. Moves: seek afterwards.</summary>
    public bool Contains(string cursor) => Contains(cursor, out _);

    public ReadResult Read(JournalEntry entry)
    {
        int moved = 1;
        if (_atFirst)
        {
            _atFirst = false;
        }
        else
        {
            moved = Moved(LibSystemd.Next(_raw)) ? 1 : 0;
        }

        if (moved == 0)
        {
            return _endsAtEnd ? ReadResult.Finished : ReadResult.AtEnd;
        }

        ReadFields(entry);
        if (_gapSince is { } since)
        {
            _gapSince = null;
            GapFound?.Invoke(since, entry.RealtimeMicros);
        }

        return ReadResult.Entry;
    }

    public void FillCursor(JournalEntry entry)
    {
        if (!entry.Cursor.IsEmpty)
        {
            return;
        }

        JournalException.ThrowIfFailed(LibSystemd.GetCursor(_raw, out byte* cursor), "asking for a cursor");
        try
        {
            entry.SetCursor(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(cursor));
        }
        finally
        {
            LibSystemd.Free(cursor);
        }
    }

    public void Wait(TimeSpan? timeout)
    {
        ulong micros = timeout is { } time ? (ulong)Math.Max(0, time.TotalMicroseconds) : ulong.MaxValue;
        JournalException.ThrowIfFailed(LibSystemd.Wait(_journal, micros), "waiting for the journal");
    }

    public void Dispose() => _journal.Dispose();

    /// <summary>Moves onto the first entry of the start; false when there is none yet.</summary>
    private bool IsAtFirst(JournalStart start, DateTimeOffset now)
    {
        switch (start.Kind)
        {
            case JournalStartKind.Boot:
                return IsAtFirstOfBoot();
            case JournalStartKind.Back:
                ulong micros = (ulong)Math.Max(0, JournalTime.ToMicros(now - start.Back));
                JournalException.ThrowIfFailed(LibSystemd.SeekRealtime(_journal, micros), "seeking a time in the journal");
                return Moved(LibSystemd.Next(_raw));
            default:
                return false;
        }
    }

    /// <summary>
    /// By a match and not by sd_journal_seek_monotonic_usec, which in files without an entry of the boot goes to their head, so
    /// that all former boots would be read.
    /// </summary>
    private bool IsAtFirstOfBoot()
    {
        JournalException.ThrowIfFailed(LibSystemd.GetBoot(out LibSystemd.Id128 boot), "asking for this boot");
        JournalException.ThrowIfFailed(LibSystemd.AddMatch(_journal, $"_BOOT_ID={boot}", 0), "looking for this boot");
        JournalException.ThrowIfFailed(LibSystemd.SeekHead(_journal), "seeking the head of the journal");
        JournalEntry first = new();
        bool found = Moved(LibSystemd.Next(_raw));
        if (found)
        {
            FillCursor(first);
        }

        LibSystemd.FlushMatches(_journal);
        return found && Contains(Encoding.UTF8.GetString(first.Cursor));
    }

    private static bool Moved(int result)
    {
        JournalException.ThrowIfFailed(result, "reading on in the journal");
        return result > 0;
    }

    private bool Contains(string cursor, out bool atEntry)
    {
        int sought = LibSystemd.SeekCursor(_journal, cursor);
        if (sought == -InvalidArgument)
        {
            sought = LibSystemd.SeekHead(_journal); // no cursor at all: whatever wrote it, all that is there comes after it
        }

        JournalException.ThrowIfFailed(sought, "seeking the cursor");
        int moved = LibSystemd.Next(_raw);
        JournalException.ThrowIfFailed(moved, "reading the entry of the cursor");
        atEntry = moved > 0;
        return atEntry && LibSystemd.TestCursor(_journal, cursor) > 0;
    }

    private void ReadFields(JournalEntry entry)
    {
        entry.Clear();
        if (LibSystemd.GetRealtime(_raw, out ulong micros) >= 0)
        {
            _lastMicros = (long)Math.Min(micros, JournalTime.LatestMicros);
        }

        entry.RealtimeMicros = _lastMicros; // where an entry is damaged, that of the one before it

        LibSystemd.RestartData(_raw);
        // A field that is damaged ends the entry: what was read of it is worth more than nothing.
        while (LibSystemd.EnumerateData(_raw, out byte* data, out nuint length) > 0)
        {
            ReadOnlySpan<byte> field = new(data, (int)length);
            if (_fields.FindPrefix(field) is { } known)
            {
                entry.Add(known, field[known.Prefix.Length..]);
            }
        }
    }
}
