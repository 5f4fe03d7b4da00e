using DevMesh.Shipper.Journal;
using DevMesh.Shipper.Running;
using DevMesh.Shipper.Shipping;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Running;

/// <summary>Starts on real journal files, of which the vacuum may have taken some.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _state = new();
    private readonly JournalExport _export = new();
    private readonly List<(long Since, long Until)> _gaps = [];
    private string[] _cursors = [];

    public void Dispose()
    {
        _export.Dispose();
        _folder.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task The_first_start_begins_where_the_settings_say_and_notes_it()
    {
        await WriteAsync(4);
        Ledger ledger = Ledger();
        using JournalSource source = Open();

        Assert.Empty(Resume.Seek(source, null, JournalStart.Now, DateTimeOffset.UtcNow, ledger));
        Assert.Empty(ReadAll(source));
        Assert.Equal(_cursors[^1], Ledger().Position.Cursor);

        // Killed before the first batch: the second start begins at the same place, whatever was logged since.
        _export.Log("late");
        await _export.WriteAsync(_folder["0.journal"]);
        Assert.Empty(Resume.Seek(source, Ledger().Position, JournalStart.Now, DateTimeOffset.UtcNow, Ledger()));
        Assert.Equal(["late"], ReadAll(source));
    }

    [Fact]
    public async Task A_first_start_from_the_head_that_was_killed_is_one_from_the_head_again()
    {
        await WriteAsync(4);
        using JournalSource source = Open();
        Resume.Seek(source, null, JournalStart.All, DateTimeOffset.UtcNow, Ledger());

        Resume.Seek(source, Ledger().Position, JournalStart.Now, DateTimeOffset.UtcNow, Ledger());

        Assert.Equal(Messages(1, 4), ReadAll(source));
    }

    [Fact]
    public async Task A_start_goes_on_behind_the_cursor()
    {
        await WriteAsync(4);
        using JournalSource source = Open();

        Queue<PendingBatch> again = Seek(source, new Position { Cursor = _cursors[1] });

        Assert.Empty(again);
        Assert.Equal(Messages(3, 4), ReadAll(source));
        Assert.Empty(_gaps);
    }

    [Fact]
    public async Task Pending_batches_are_read_again_from_their_first_entry()
    {
        await WriteAsync(8);
        using JournalSource source = Open();
        PendingBatch[] pending = [Pending(3, 4), Pending(5, 7)];

        Queue<PendingBatch> again = Seek(source, new Position { Cursor = _cursors[1], Pending = pending });

        Assert.Equal(pending, again);
        Assert.Equal(Messages(3, 8), ReadAll(source));
    }

    [Fact]
    public async Task Before_the_first_cursor_a_pending_batch_says_where_to_go_on()
    {
        await WriteAsync(4);
        using JournalSource source = Open();

        Queue<PendingBatch> again = Seek(source, new Position { Pending = [Pending(2, 3)] });

        Assert.Equal([Pending(2, 3)], again);
        Assert.Equal(Messages(2, 4), ReadAll(source));
    }

    [Fact]
    public async Task Of_a_pending_batch_whose_start_was_vacuumed_the_rest_is_made_again_behind_a_gap()
    {
        await WriteAsync(2, 4, 4);
        long loggedAt = Entries.Micros + 2000;
        Position position = new() { Cursor = _cursors[1], LoggedAt = loggedAt, Pending = [Pending(3, 8), Pending(9, 10)] };
        File.Delete(_folder["0.journal"]);
        File.Delete(_folder["1.journal"]);
        using JournalSource source = Open();

        Queue<PendingBatch> again = Seek(source, position);

        Assert.Equal(position.Pending, again);
        Assert.Equal(Messages(7, 10), ReadAll(source));
        Assert.Equal([(loggedAt, Entries.Micros + 7000)], _gaps);
    }

    [Fact]
    public async Task A_pending_batch_whose_last_entry_was_vacuumed_is_not_waited_for_and_the_later_ones_are_made_again()
    {
        Queue<PendingBatch> again = await SeekBehindVacuumAsync(() => [Pending(2, 3), Pending(4, 7), Pending(8, 9)]);
        Assert.Equal([Pending(4, 7), Pending(8, 9)], again);
        Assert.Single(_gaps);
    }

    [Fact]
    public async Task Whole_pending_batches_that_follow_a_vacuumed_one_are_made_again_from_their_first_entry_behind_a_gap()
    {
        Queue<PendingBatch> again = await SeekBehindVacuumAsync(() => [Pending(2, 4), Pending(5, 7), Pending(8, 9)]);
        Assert.Equal([Pending(5, 7), Pending(8, 9)], again);
        Assert.Equal([(1, Entries.Micros + 5000)], _gaps);
    }

    [Fact]
    public async Task A_position_without_any_cursor_reads_all_there_is()
    {
        await WriteAsync(4);
        using JournalSource source = Open();

        Assert.Empty(Seek(source, new Position()));

        Assert.Equal(Messages(1, 4), ReadAll(source));
        Assert.Empty(_gaps);
    }

    /// <summary>Starts with batches pending when the journal has lost its first 4 of 10 entries; all the others are read.</summary>
    private async Task<Queue<PendingBatch>> SeekBehindVacuumAsync(Func<PendingBatch[]> pending)
    {
        await WriteAsync(4, 6);
        Position position = new() { Cursor = _cursors[0], LoggedAt = 1, Pending = pending() };
        File.Delete(_folder["0.journal"]);
        using JournalSource source = Open();
        Queue<PendingBatch> again = Seek(source, position);
        Assert.Equal(Messages(5, 10), ReadAll(source));
        return again;
    }

    private static IEnumerable<string> Messages(int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(i => $"entry {i}");

    /// <param name="first">Number of its first entry, from 1.</param>
    private PendingBatch Pending(int first, int last) => new(_cursors[first - 1], _cursors[last - 1], "rules");

    private Queue<PendingBatch> Seek(JournalSource source, Position position) =>
        Resume.Seek(source, position, JournalStart.Now, DateTimeOffset.UtcNow, Ledger());

    private Ledger Ledger() => new(new PositionFile(_state.Path), new PositionFile(_state.Path).Load() ?? new Position());

    /// <summary>Entries numbered on, so many in each of several files.</summary>
    private async Task WriteAsync(params int[] counts)
    {
        int number = 1;
        for (int file = 0; file < counts.Length; file++)
        {
            for (int i = 0; i < counts[file]; i++)
            {
                _export.Log($"entry {number++}");
            }

            await _export.WriteAsync(_folder[$"{file}.journal"]);
        }

        using JournalSource source = Open();
        source.SeekStart(JournalStart.All, DateTimeOffset.UtcNow);
        JournalEntry entry = new();
        List<string> cursors = [];
        while (source.Read(entry) == ReadResult.Entry)
        {
            source.FillCursor(entry);
            cursors.Add(Entries.Text(entry.Cursor));
        }

        _cursors = [.. cursors];
    }

    private JournalSource Open()
    {
        JournalSource source = JournalSource.Open(_folder.Path, Entries.Fields, endsAtEnd: true);
        source.GapFound = (since, until) => _gaps.Add((since, until));
        return source;
    }

    private static List<string> ReadAll(JournalSource source)
    {
        JournalEntry entry = new();
        List<string> messages = [];
        while (source.Read(entry) == ReadResult.Entry)
        {
            messages.Add(Entries.Text(entry.Message));
        }

        return messages;
    }
}
