using DevMesh.Shipper.Journal;

namespace DevMesh.Tests.Shipper.Journal;

public sealed class ReadAheadSourceTests : IDisposable
{
    private readonly FakeSource _inner = new();
    private readonly SemaphoreSlim _more = new(0);
    private readonly JournalEntry _entry = new();

    public void Dispose() => _more.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(ReadAheadSource.EntriesPerBlock)]
    [InlineData(1000)]
    public void Entries_come_in_their_order_with_their_cursors_and_then_the_end(int count)
    {
        _inner.LogMany(count);
        using ReadAheadSource source = new(_inner);

        for (int i = 1; i <= count; i++)
        {
            Assert.Equal(($"entry {i}", $"c{i}"), Next(source));
        }

        Assert.Equal(ReadResult.Finished, source.Read(_entry));
        Assert.Equal(ReadResult.Finished, source.Read(_entry));
    }

    [Fact]
    public void At_the_end_a_wait_brings_what_came_in_the_meantime()
    {
        WaitForMore();
        _inner.LogMany(70);
        using ReadAheadSource source = new(_inner);
        Drain(source, 70);

        _inner.Log("late");
        _more.Release();
        WaitForEntry(source);
        Assert.Equal("late", Entries.Text(_entry.Message));

        _inner.Ends = true;
        _more.Release();
        ReadResult result;
        while ((result = source.Read(_entry)) == ReadResult.AtEnd)
        {
            source.Wait(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(ReadResult.Finished, result);
    }

    [Fact]
    public void A_wait_ends_with_its_time_and_loses_nothing()
    {
        WaitForMore();
        using ReadAheadSource source = new(_inner);
        Assert.Equal(ReadResult.AtEnd, source.Read(_entry));

        source.Wait(TimeSpan.FromMilliseconds(1));
        Assert.Equal(ReadResult.AtEnd, source.Read(_entry));

        _inner.LogMany(3);
        _more.Release();
        WaitForEntry(source);
        Assert.Equal("entry 1", Entries.Text(_entry.Message));
        Drain(source, 2, from: 2);
        _inner.Ends = true;
        _more.Release();
    }

    [Fact]
    public void A_wait_for_what_is_there_already_returns_and_may_be_repeated()
    {
        WaitForMore();
        _inner.LogMany(200);
        using ReadAheadSource source = new(_inner);

        source.Wait(TimeSpan.FromSeconds(10));
        source.Wait(TimeSpan.FromSeconds(10));

        Drain(source, 200);
        _inner.Ends = true;
        _more.Release();
    }

    [Fact]
    public void The_failure_of_the_inner_source_reaches_the_reader_behind_the_entries_of_whole_blocks()
    {
        const int whole = 2 * ReadAheadSource.EntriesPerBlock;
        _inner.LogMany(whole + 2);
        _inner.Failure = new JournalException("the disk is gone");
        using ReadAheadSource source = new(_inner);
        Drain(source, whole);

        Assert.Equal("the disk is gone", Assert.Throws<JournalException>(() => source.Read(_entry)).Message);
        Assert.Throws<JournalException>(() => source.Read(_entry));
    }

    [Fact]
    public void It_reads_only_about_a_thousand_entries_ahead()
    {
        using ManualResetEventSlim tooFar = new();
        _inner.LogMany(20_000);
        int taken = 0;
        _inner.Reading = read =>
        {
            if (read > Volatile.Read(ref taken) + 1024)
            {
                tooFar.Set();
            }
        };
        using ReadAheadSource source = new(_inner);

        for (int i = 0; i < 20_000; i++)
        {
            Volatile.Write(ref taken, i);
            Next(source);
        }

        Assert.False(tooFar.IsSet);
    }

    [Fact]
    public void Huge_entries_are_not_read_ahead_by_the_hundred()
    {
        string huge = new('x', 1024 * 1024);
        int ahead = 0;
        int taken = 0;
        for (int i = 0; i < 60; i++)
        {
            _inner.Log(huge);
        }

        _inner.Reading = read => ahead = Math.Max(ahead, read - Volatile.Read(ref taken));
        using ReadAheadSource source = new(_inner);
        for (int i = 0; i < 60; i++)
        {
            Next(source);
            Volatile.Write(ref taken, i + 1);
        }

        Assert.Equal(ReadResult.Finished, source.Read(_entry));
        Assert.InRange(ahead, 1, 16);
    }

    [Fact]
    public void Dispose_ends_the_thread_and_the_inner_source()
    {
        _inner.LogMany(10_000);
        ReadAheadSource source = new(_inner);
        Next(source);

        source.Dispose();

        Assert.True(_inner.IsDisposed);
    }

    private void WaitForMore()
    {
        _inner.Ends = false;
        _inner.Waiting = _ => _more.Wait(TimeSpan.FromSeconds(30));
    }

    private (string Message, string Cursor) Next(ReadAheadSource source)
    {
        Assert.Equal(ReadResult.Entry, source.Read(_entry));
        return (Entries.Text(_entry.Message), Entries.Text(_entry.Cursor));
    }

    private void Drain(ReadAheadSource source, int count, int from = 1)
    {
        for (int i = from; i < from + count; i++)
        {
            Assert.Equal($"entry {i}", Next(source).Message);
        }
    }

    private void WaitForEntry(ReadAheadSource source)
    {
        for (int i = 0; source.Read(_entry) != ReadResult.Entry; i++)
        {
            Assert.True(i < 10, "the entry did not come");
            source.Wait(TimeSpan.FromSeconds(10));
        }
    }
}
