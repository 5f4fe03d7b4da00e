using DevMesh.Shipper.Journal;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Journal;

/// <summary>Where the first start of all begins in real journal files, and what it notes so that the second one begins there too.</summary>
public sealed class JournalFirstStartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly JournalExport _export = new();
    private readonly JournalEntry _entry = new();

    public void Dispose()
    {
        _export.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Now_in_an_empty_journal_reads_the_first_entry_that_comes()
    {
        using JournalSource source = Open(endsAtEnd: false);
        Assert.Null(source.SeekStart(JournalStart.Now, DateTimeOffset.UtcNow));
        Assert.Equal(ReadResult.AtEnd, source.Read(_entry));

        await WriteAsync("a.journal", "first");

        WaitForEntry(source);
        Assert.Equal("first", Entries.Text(_entry.Message));
    }

    [Fact]
    public async Task Now_is_behind_the_last_entry_also_for_a_second_start()
    {
        await WriteAsync("a.journal", "one", "two");
        string? behind;
        using (JournalSource first = Open())
        {
            behind = first.SeekStart(JournalStart.Now, DateTimeOffset.UtcNow);
            Assert.Empty(ReadAll(first));
        }

        await WriteAsync("a.journal", "while it was down");
        using JournalSource second = Open();
        second.SeekBehind(behind!, 0);

        Assert.Equal(["while it was down"], ReadAll(second));
    }

    [Fact]
    public async Task Boot_starts_with_this_boot_though_files_of_others_lie_beside_it()
    {
        await WriteAsync("a.journal", "boot 1");
        _export.Reboot();
        await WriteAsync("b.journal", "boot 2");
        _export.Reboot().Boot = ThisBoot();
        await WriteAsync("b.journal", "this boot 1");
        await WriteAsync("c.journal", "this boot 2");

        using JournalSource source = Open();
        string? behind = source.SeekStart(JournalStart.Boot, DateTimeOffset.UtcNow);
        Assert.Equal(["this boot 1", "this boot 2"], ReadAll(source));

        source.SeekBehind(behind!, 0);
        Assert.Equal(["this boot 1", "this boot 2"], ReadAll(source));
    }

    [Fact]
    public async Task Boot_that_is_all_the_journal_has_starts_at_its_head()
    {
        _export.Boot = ThisBoot();
        await WriteAsync("a.journal", "one", "two");

        using JournalSource source = Open();

        Assert.Null(source.SeekStart(JournalStart.Boot, DateTimeOffset.UtcNow));
        Assert.Equal(["one", "two"], ReadAll(source));
    }

    [Fact]
    public async Task Boot_of_which_the_journal_has_nothing_yet_starts_with_what_comes()
    {
        await WriteAsync("a.journal", "boot 1");
        using JournalSource source = Open(endsAtEnd: false);
        source.SeekStart(JournalStart.Boot, DateTimeOffset.UtcNow);
        Assert.Equal(ReadResult.AtEnd, source.Read(_entry));

        _export.Reboot().Boot = ThisBoot();
        await WriteAsync("a.journal", "this boot");

        WaitForEntry(source);
        Assert.Equal("this boot", Entries.Text(_entry.Message));
    }

    [Fact]
    public async Task A_span_back_notes_the_entry_before_it()
    {
        await WriteAsync("a.journal", "one", "two", "three");
        DateTimeOffset last = new(JournalTime.ToUtc(_export.Micros));
        using JournalSource source = Open();

        string? behind = source.SeekStart(JournalStart.Parse("1h")!, last.AddHours(1));
        Assert.Equal(["three"], ReadAll(source));

        source.SeekBehind(behind!, 0);
        Assert.Equal(["three"], ReadAll(source));
    }

    [Fact]
    public async Task All_has_nothing_before_it()
    {
        await WriteAsync("a.journal", "one", "two");
        using JournalSource source = Open();

        Assert.Null(source.SeekStart(JournalStart.All, DateTimeOffset.UtcNow));
        Assert.Equal(["one", "two"], ReadAll(source));
    }

    private static string ThisBoot() =>
        File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim().Replace("-", "", StringComparison.Ordinal);

    private JournalSource Open(bool endsAtEnd = true) => JournalSource.Open(_folder.Path, Entries.Fields, endsAtEnd);

    private async Task WriteAsync(string file, params string[] messages)
    {
        Array.ForEach(messages, message => _export.Log(message));
        await _export.WriteAsync(_folder[file]);
    }

    private List<string> ReadAll(JournalSource source)
    {
        List<string> messages = [];
        while (source.Read(_entry) == ReadResult.Entry)
        {
            messages.Add(Entries.Text(_entry.Message));
        }

        return messages;
    }

    private void WaitForEntry(JournalSource source)
    {
        for (int i = 0; source.Read(_entry) != ReadResult.Entry; i++)
        {
            Assert.True(i < 10, "the entry did not come");
            source.Wait(TimeSpan.FromSeconds(1));
        }
    }
}
