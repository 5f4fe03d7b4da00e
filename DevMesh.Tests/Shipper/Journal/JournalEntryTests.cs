using DevMesh.Shipper.Journal;

namespace DevMesh.Tests.Shipper.Journal;

public sealed class JournalEntryTests
{
    [Fact]
    public void Fields_are_taken_for_what_they_stand_for()
    {
        JournalEntry entry = Entries.Make(
            ("MESSAGE", "hello"), ("PRIORITY", 3), ("_SYSTEMD_UNIT", "a.service"), ("SYSLOG_IDENTIFIER", "a"), ("_COMM", "cmd"),
            ("__CURSOR", "s=1"), ("__REALTIME_TIMESTAMP", 1_763_000_000_000_001), ("_PID", 7));

        Assert.Equal("hello", Entries.Text(entry.Message));
        Assert.Equal(3, entry.Priority);
        Assert.Equal("a.service", Entries.Text(entry.Unit));
        Assert.Equal("a", Entries.Text(entry.Identifier));
        Assert.Equal("cmd", Entries.Text(entry.Comm));
        Assert.Equal("s=1", Entries.Text(entry.Cursor));
        Assert.Equal(1_763_000_000_000_001, entry.RealtimeMicros);
        Assert.Equal(["SYSLOG_IDENTIFIER=a", "_PID=7"], Entries.Shipped(entry));
    }

    [Fact]
    public void Service_is_the_unit_else_the_identifier_else_the_command()
    {
        Assert.Equal("u", Entries.Text(Entries.Make(("_COMM", "c"), ("SYSLOG_IDENTIFIER", "i"), ("_SYSTEMD_UNIT", "u")).Service));
        Assert.Equal("i", Entries.Text(Entries.Make(("_COMM", "c"), ("SYSLOG_IDENTIFIER", "i")).Service));
        Assert.Equal("c", Entries.Text(Entries.Make(("_COMM", "c")).Service));
        Assert.True(Entries.Make(("MESSAGE", "m")).Service.IsEmpty);
    }

    [Theory]
    [InlineData("8")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("06")]
    [InlineData("err")]
    public void A_priority_that_is_none_is_as_good_as_absent(string priority) =>
        Assert.Equal(-1, Entries.Make(("PRIORITY", priority)).Priority);

    [Fact]
    public void Of_fields_that_stand_for_one_value_the_first_counts()
    {
        JournalEntry entry = Entries.Make(
            ("PRIORITY", 3), ("PRIORITY", 4), ("_SYSTEMD_UNIT", "a"), ("_SYSTEMD_UNIT", "b"), ("__REALTIME_TIMESTAMP", "x"),
            ("__REALTIME_TIMESTAMP", 5), ("__REALTIME_TIMESTAMP", 6));

        Assert.Equal((3, "a", 5), (entry.Priority, Entries.Text(entry.Unit), entry.RealtimeMicros));
    }

    [Fact]
    public void Repeated_messages_are_joined_by_line_feeds_and_counted()
    {
        JournalEntry entry = Entries.Make(("MESSAGE", "one"), ("_PID", 1), ("MESSAGE", ""), ("MESSAGE", "three"));

        Assert.Equal("one\n\nthree", Entries.Text(entry.Message));
        Assert.Equal(3, entry.Messages);
    }

    [Fact]
    public void Messages_repeated_a_thousand_times_with_fields_between_them_take_memory_in_proportion()
    {
        JournalEntry entry = new();
        byte[] part = new byte[32 * 1024];
        Array.Fill(part, (byte)'x');
        Entries.Fill(entry, [("MESSAGE", part), ("_PID", 1)]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1000; i++)
        {
            Entries.Fill(entry, [("MESSAGE", part), ("_PID", 1)]);
        }

        // 32 MB were added; to copy all that was there before with each of them would take 16 GB.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256L * 1024 * 1024);
    }

    [Fact]
    public void A_field_that_occurs_twice_is_kept_twice_and_noticed()
    {
        JournalEntry entry = Entries.Make(("CONTAINER_NAME", "a"), ("_PID", 1), ("CONTAINER_NAME", "b"));

        Assert.True(entry.HasRepeatedFields);
        Assert.Equal(["CONTAINER_NAME=a", "_PID=1", "CONTAINER_NAME=b"], Entries.Shipped(entry));
    }

    [Fact]
    public void A_huge_message_is_kept_whole_and_any_other_huge_field_is_cut()
    {
        string huge = new('x', 1_000_000);
        JournalEntry entry = Entries.Make(("MESSAGE", huge), ("_EXE", huge), ("SYSLOG_IDENTIFIER", huge));

        Assert.Equal(1_000_000, entry.Message.Length);
        Assert.Equal(JournalEntry.LongestField, entry.Identifier.Length);
        Assert.Equal(JournalEntry.LongestField, entry.ValueOf(entry.Shipped[0]).Length);
        Assert.Equal((2, 0), (entry.CutFields, entry.OmittedFields));
    }

    [Fact]
    public void Fields_beyond_what_is_shipped_are_counted()
    {
        string long3 = new('x', 3000);
        JournalEntry entry = Entries.Make(
            ("MESSAGE", "m"), ("_EXE", long3), ("_PID", 1), ("CONTAINER_NAME", long3), ("CONTAINER_NAME", long3), ("_EXE", long3),
            ("_EXE", long3), ("_PID", 2));

        Assert.Equal((6, 1, 0), (entry.Shipped.Length, entry.OmittedFields, entry.CutFields));
    }

    [Fact]
    public void Clear_leaves_nothing_of_the_entry_before()
    {
        JournalEntry entry = Entries.Make(
            ("MESSAGE", new string('x', 1_000_000)), ("PRIORITY", 3),
            ("_SYSTEMD_UNIT", "a"), ("_PID", 1), ("_PID", 2), ("__CURSOR", "c"),
            ("_EXE", new string('x', 5000)), ("_EXE", new string('x', 5000)), ("_EXE", new string('x', 5000)));
        entry.MessageOmitted = true;

        entry.Clear();

        Assert.True(entry.Message.IsEmpty && entry.Service.IsEmpty && entry.Cursor.IsEmpty && entry.Shipped.IsEmpty);
        Assert.Equal((-1, -1, 0), (entry.Priority, entry.RealtimeMicros, entry.Messages));
        Assert.False(entry.MessageOmitted || entry.HasRepeatedFields);
        Assert.Equal((0, 0), (entry.OmittedFields, entry.CutFields));
    }

    [Fact]
    public void Swap_exchanges_everything()
    {
        JournalEntry one = Entries.Make(
            ("MESSAGE", "1"), ("MESSAGE", "+"), ("PRIORITY", 1), ("_SYSTEMD_UNIT", "u1"), ("SYSLOG_IDENTIFIER", "i1"),
            ("_COMM", "x1"), ("__CURSOR", "c1"), ("_PID", 1), ("_PID", 11),
            ("_EXE", new string('x', 5000)), ("_EXE", new string('x', 5000)), ("_EXE", new string('x', 5000)));
        one.RealtimeMicros = 1;
        one.MessageOmitted = true;
        JournalEntry two = Entries.Make(("MESSAGE", "2"), ("__CURSOR", "c2"));
        string[] before = [Describe(one), Describe(two)];

        one.Swap(two);
        Assert.Equal(before[0], Describe(two));
        Assert.Equal(before[1], Describe(one));

        two.Clear();
        Entries.Fill(two, [("MESSAGE", "3")]);
        Assert.Equal("2", Entries.Text(one.Message));
    }

    private static string Describe(JournalEntry entry) => string.Join('|', [
        Entries.Text(entry.Message), Entries.Text(entry.Unit), Entries.Text(entry.Identifier), Entries.Text(entry.Comm),
        Entries.Text(entry.Cursor),
        $"{entry.RealtimeMicros} {entry.Priority} {entry.Messages} {entry.MessageOmitted} {entry.HasRepeatedFields}",
        $"{entry.OmittedFields} {entry.CutFields}",
        .. Entries.Shipped(entry)]);
}
