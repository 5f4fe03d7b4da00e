using System.Text;
using DevMesh.Shipper.Journal;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Journal;

/// <summary>Reading real journal files through libsystemd.</summary>
public sealed class JournalSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly JournalExport _export = new();

    public void Dispose()
    {
        _export.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task All_entries_are_read_in_their_order_over_several_files_and_boots()
    {
        await WriteAsync("a.journal", 1, 5);
        await WriteAsync("b.journal", 6, 10);
        _export.Reboot();
        await WriteAsync("c.journal", 11, 15);

        using JournalSource source = Open();
        source.SeekStart(JournalStart.All, DateTimeOffset.UtcNow);

        Assert.Equal(Enumerable.Range(1, 15).Select(i => $"entry {i}"), ReadAll(source).Select(entry => entry.Message));
    }

    [Fact]
    public async Task Reading_goes_on_behind_the_entry_of_a_cursor()
    {
        await WriteAsync("a.journal", 1, 5);
        await WriteAsync("b.journal", 6, 10);
        string cursor = CursorsFromHead()[6];

        using JournalSource source = Open();
        source.GapFound = (_, _) => Assert.Fail("there is no gap");
        source.SeekBehind(cursor, 0);

        Assert.Equal(["entry 8", "entry 9", "entry 10"], ReadAll(source).Select(entry => entry.Message));
    }

    [Fact]
    public async Task SeekTo_reads_the_entry_of_the_cursor_again()
    {
        await WriteAsync("a.journal", 1, 5);
        string cursor = CursorsFromHead()[3];

        using JournalSource source = Open();

        Assert.True(source.SeekTo(cursor));
        Assert.Equal(["entry 4", "entry 5"], ReadAll(source).Select(entry => entry.Message));
    }

    [Fact]
    public async Task A_cursor_whose_file_was_vacuumed_is_told_as_a_gap_and_reading_goes_on_with_the_next_entry()
    {
        await WriteAsync("a.journal", 1, 5);
        await WriteAsync("b.journal", 6, 10);
        string cursor = CursorsFromHead()[1];
        long loggedAt = _export.Micros - 8_000;
        File.Delete(_folder["a.journal"]);

        using JournalSource source = Open();
        List<(long, long)> gaps = [];
        source.GapFound = (since, until) => gaps.Add((since, until));
        source.SeekBehind(cursor, loggedAt);
        List<string> messages = [.. ReadAll(source).Select(entry => entry.Message)];

        Assert.Equal(["entry 6", "entry 7", "entry 8", "entry 9", "entry 10"], messages);
        Assert.Equal([(loggedAt, _export.Micros - 4_000)], gaps);
    }

    [Fact]
    public async Task A_gap_at_the_end_of_the_journal_is_told_with_the_first_entry_that_comes()
    {
        await WriteAsync("a.journal", 1, 5);
        string last = CursorsFromHead()[^1];
        File.Delete(_folder["a.journal"]);
        using JournalSource source = Open(endsAtEnd: false);
        List<(long Since, long Until)> gaps = [];
        source.GapFound = (since, until) => gaps.Add((since, until));
        source.SeekBehind(last, 42);
        JournalEntry entry = new();
        Assert.Equal(ReadResult.AtEnd, source.Read(entry));
        Assert.Empty(gaps);

        await WriteAsync("b.journal", 6, 6);
        WaitForEntry(source, entry);

        Assert.Equal("entry 6", Encoding.UTF8.GetString(entry.Message));
        Assert.Equal([(42, _export.Micros)], gaps);
    }

    [Fact]
    public async Task A_text_that_is_no_cursor_costs_no_entry()
    {
        await WriteAsync("a.journal", 1, 3);
        using JournalSource source = Open();
        int gaps = 0;
        source.GapFound = (_, _) => gaps++;

        source.SeekBehind("nonsense", 1);

        Assert.Equal(["entry 1", "entry 2", "entry 3"], ReadAll(source).Select(entry => entry.Message));
        Assert.Equal(1, gaps);
    }

    [Fact]
    public async Task Entries_that_are_appended_while_it_waits_are_read_also_from_a_new_file()
    {
        await WriteAsync("a.journal", 1, 2);
        using JournalSource source = Open(endsAtEnd: false);
        source.SeekStart(JournalStart.Now, DateTimeOffset.UtcNow);
        JournalEntry entry = new();
        Assert.Equal(ReadResult.AtEnd, source.Read(entry));

        await WriteAsync("a.journal", 3, 3);
        WaitForEntry(source, entry);
        Assert.Equal("entry 3", Encoding.UTF8.GetString(entry.Message));

        await WriteAsync("b.journal", 4, 4);
        WaitForEntry(source, entry);
        Assert.Equal("entry 4", Encoding.UTF8.GetString(entry.Message));
    }

    [Fact]
    public async Task Files_that_are_deleted_while_they_are_read_are_read_to_their_end()
    {
        await WriteAsync("a.journal", 1, 5);
        await WriteAsync("b.journal", 6, 10);
        using JournalSource source = Open();
        source.SeekStart(JournalStart.All, DateTimeOffset.UtcNow);
        JournalEntry entry = new();
        Assert.Equal(ReadResult.Entry, source.Read(entry));

        File.Delete(_folder["a.journal"]);
        File.Delete(_folder["b.journal"]);

        Assert.Equal(9, ReadAll(source).Count);
    }

    [Fact]
    public async Task A_span_back_from_now_starts_there()
    {
        await WriteAsync("a.journal", 1, 10);
        DateTimeOffset last = new(JournalTime.ToUtc(_export.Micros));

        using JournalSource source = Open();
        source.SeekStart(JournalStart.Parse("1h")!, last.AddHours(1).AddMilliseconds(-2));

        Assert.Equal(["entry 8", "entry 9", "entry 10"], ReadAll(source).Select(entry => entry.Message));
    }

    [Fact]
    public async Task Fields_are_read_as_bytes_whatever_they_hold()
    {
        byte[] binary = [0xff, 0xfe, 0, (byte)'a'];
        string huge = new('x', 3_000_000);
        _export.Add(("MESSAGE", binary), ("PRIORITY", 3));
        _export.Add(("MESSAGE", "first"), ("MESSAGE", "second"), ("CONTAINER_NAME", "one"), ("CONTAINER_NAME", "two"));
        _export.Add(("MESSAGE", ""), ("SYSLOG_IDENTIFIER", "quiet"));
        _export.Add(("MESSAGE", "line 1\nline 2\n\nline 4"));
        _export.Add(("MESSAGE", huge));
        _export.Add(("SYSLOG_IDENTIFIER", "mute"));
        await _export.WriteAsync(_folder["a.journal"]);

        using JournalSource source = Open();
        source.SeekStart(JournalStart.All, DateTimeOffset.UtcNow);
        List<Seen> entries = ReadAll(source);

        Assert.Equal(binary, entries[0].Bytes);
        Assert.Equal(3, entries[0].Priority);
        Assert.Equal(["first", "second"], entries[1].Message.Split('\n').Order());
        Assert.Equal(["one", "two"], entries[1].Fields.Order());
        Assert.Equal(("", "quiet"), (entries[2].Message, entries[2].Service));
        Assert.Equal(-1, entries[2].Priority);
        Assert.Equal("line 1\nline 2\n\nline 4", entries[3].Message);
        Assert.Equal(huge, entries[4].Message);
        Assert.Equal(("", "mute"), (entries[5].Message, entries[5].Service));
    }

    [Fact]
    public void A_directory_that_is_missing_is_a_clear_error()
    {
        JournalException error = Assert.Throws<JournalException>(
            () => JournalSource.Open(_folder["nowhere"], new FieldTable(FieldTable.DefaultShipped), endsAtEnd: true));

        Assert.Contains(_folder["nowhere"], error.Message, StringComparison.Ordinal);
    }

    private sealed record Seen(byte[] Bytes, string Message, string Service, int Priority, IReadOnlyList<string> Fields, string Cursor);

    private JournalSource Open(bool endsAtEnd = true) =>
        JournalSource.Open(_folder.Path, new FieldTable(FieldTable.DefaultShipped), endsAtEnd);

    private async Task WriteAsync(string file, int first, int last)
    {
        for (int i = first; i <= last; i++)
        {
            _export.Log($"entry {i}");
        }

        await _export.WriteAsync(_folder[file]);
    }

    private List<string> CursorsFromHead()
    {
        using JournalSource source = Open();
        source.SeekStart(JournalStart.All, DateTimeOffset.UtcNow);
        return [.. ReadAll(source).Select(entry => entry.Cursor)];
    }

    private static void WaitForEntry(JournalSource source, JournalEntry entry)
    {
        for (int i = 0; source.Read(entry) != ReadResult.Entry; i++)
        {
            Assert.True(i < 100, "the entry did not come");
            source.Wait(TimeSpan.FromSeconds(1));
        }
    }

    private static List<Seen> ReadAll(JournalSource source)
    {
        List<Seen> seen = [];
        JournalEntry entry = new();
        while (source.Read(entry) == ReadResult.Entry)
        {
            source.FillCursor(entry);
            byte[] message = entry.Message.ToArray();
            seen.Add(new Seen(
                message, Encoding.UTF8.GetString(message), Encoding.UTF8.GetString(entry.Service), entry.Priority,
                [.. entry.Shipped.ToArray().Where(field => field.Field.Name.AsSpan().SequenceEqual("CONTAINER_NAME"u8))
                    .Select(field => Encoding.UTF8.GetString(entry.ValueOf(field)))],
                Encoding.UTF8.GetString(entry.Cursor)));
        }

        return seen;
    }
}
