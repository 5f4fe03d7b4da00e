using System.Runtime.InteropServices;

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
    public void SeekStart(JournalStart start, DateTimeOffset now)
    {
        _atFirst = false;
        _gapSince = null;
        JournalException.ThrowIfFailed(Seek(start, now), "seeking where to start");
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
            moved = LibSystemd.Next(_raw);
            JournalException.ThrowIfFailed(moved, "reading on in the journal");
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

    private int Seek(JournalStart start, DateTimeOffset now)
    {
        switch (start.Kind)
        {
            case JournalStartKind.All:
                return LibSystemd.SeekHead(_journal);
            case JournalStartKind.Boot:
                int result = LibSystemd.GetBoot(out LibSystemd.Id128 boot);
                return result < 0 ? result : LibSystemd.SeekMonotonic(_journal, boot, 0);
            case JournalStartKind.Back:
                return LibSystemd.SeekRealtime(_journal, (ulong)Math.Max(0, JournalTime.ToMicros(now - start.Back)));
            default:
                result = LibSystemd.SeekTail(_journal);
                return result < 0 ? result : LibSystemd.Previous(_journal); // onto the last entry, so that the next is a new one
        }
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
        JournalException.ThrowIfFailed(LibSystemd.GetRealtime(_raw, out ulong micros), "asking for the time of an entry");
        entry.RealtimeMicros = (long)Math.Min(micros, JournalTime.LatestMicros);

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
