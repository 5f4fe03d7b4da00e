using System.Text;
using DevMesh.Shipper.Journal;

namespace DevMesh.Tests.Shipper;

/// <summary>
/// A source whose entries a test writes down: c1, c2 and so on, a millisecond apart. Like libsystemd it gives a cursor only to
/// the entry read last, and not after a wait.
/// </summary>
/// <param name="first">Number of the first entry.</param>
internal sealed class FakeSource(int first = 1) : IEntrySource
{
    private readonly Lock _lock = new();
    private readonly Queue<(string Name, object Value)[]> _entries = new();
    private string? _cursor;
    private int _number = first;
    private int _reads;

    /// <summary>Behind the last entry nothing more will come; otherwise it may.</summary>
    public bool Ends { get; set; } = true;

    /// <summary>Thrown behind the last entry.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Called by a wait, with its timeout.</summary>
    public Action<TimeSpan?>? Waiting { get; set; }

    /// <summary>Called before each read, with its number.</summary>
    public Action<int>? Reading { get; set; }

    public List<TimeSpan?> Waits { get; } = [];

    public int Reads => Volatile.Read(ref _reads);

    public bool IsDisposed { get; private set; }

    public FakeSource Add(params (string Name, object Value)[] fields)
    {
        lock (_lock)
        {
            _entries.Enqueue(fields);
        }

        return this;
    }

    public FakeSource Log(string message, string unit = "app.service", int priority = 6) =>
        Add(("MESSAGE", message), ("PRIORITY", priority), ("_SYSTEMD_UNIT", unit));

    /// <summary>Entries "entry 1", "entry 2" and so on, as many as it says.</summary>
    public FakeSource LogMany(int count)
    {
        for (int i = 1; i <= count; i++)
        {
            Log($"entry {i}");
        }

        return this;
    }

    public ReadResult Read(JournalEntry entry)
    {
        Reading?.Invoke(Interlocked.Increment(ref _reads));
        lock (_lock)
        {
            if (!_entries.TryDequeue(out (string Name, object Value)[]? fields))
            {
                return Failure is not null ? throw Failure : Ends ? ReadResult.Finished : ReadResult.AtEnd;
            }

            entry.Clear();
            Entries.Fill(entry, fields);
            entry.RealtimeMicros = Entries.Micros + (_number * 1000);
            _cursor = $"c{_number++}";
            return ReadResult.Entry;
        }
    }

    public void FillCursor(JournalEntry entry)
    {
        if (entry.Cursor.IsEmpty)
        {
            entry.SetCursor(Encoding.ASCII.GetBytes(_cursor ?? throw new InvalidOperationException("the source has moved on")));
        }
    }

    public void Wait(TimeSpan? timeout)
    {
        _cursor = null;
        Waits.Add(timeout);
        Waiting?.Invoke(timeout);
    }

    public void Dispose() => IsDisposed = true;
}
