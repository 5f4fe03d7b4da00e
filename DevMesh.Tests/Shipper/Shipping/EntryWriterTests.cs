using System.Text;
using System.Text.Json;
using DevMesh.Domain.Ingestion;
using DevMesh.Shipper.Journal;
using DevMesh.Shipper.Shipping;

namespace DevMesh.Tests.Shipper.Shipping;

public sealed class EntryWriterTests
{
    private readonly EntryWriter _writer = new();

    [Fact]
    public void A_usual_entry_is_what_the_contract_says() => Assert.Equal(
        """{"timestamp":"2025-11-13T02:13:20.000000Z","level":"err","message":"hello","service":"a.service","cursor":"c1","fields":{"SYSLOG_IDENTIFIER":"a","_PID":"7"}}""",
        Write(Entries.Log("hello", ("PRIORITY", 3), ("_SYSTEMD_UNIT", "a.service"), ("SYSLOG_IDENTIFIER", "a"), ("_PID", 7))));

    [Fact]
    public void What_is_absent_is_left_out_and_the_level_is_info() => Assert.Equal(
        """{"timestamp":"2025-11-13T02:13:20.000000Z","level":"info","message":"","cursor":"c1","fields":{}}""", Write(Entries.Log("")));

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000000Z")]
    [InlineData(1_763_000_000_000_001, "2025-11-13T02:13:20.000001Z")]
    [InlineData(1_763_000_000_999_999, "2025-11-13T02:13:20.999999Z")]
    [InlineData(JournalTime.LatestMicros, "9999-12-31T23:59:59.999999Z")]
    public void Times_have_microseconds(long micros, string expected)
    {
        foreach (long before in (long[])[0, micros, 1_763_000_000_000_000])
        {
            Write(At(before)); // the second that is written once for many entries must not stick
            Assert.Equal(expected, JsonDocument.Parse(Write(At(micros))).RootElement.GetProperty("timestamp").GetString());
        }
    }

    [Fact]
    public void Every_character_of_ASCII_and_beyond_arrives_as_it_was()
    {
        string text = string.Concat(Enumerable.Range(0, 0x300).Select(each => (char)each)) + "\u2028\ufffd😀";

        JsonElement entry = Parse(Entries.Log(text, ("_EXE", text), ("SYSLOG_IDENTIFIER", "say \"hi\"\\\n")));

        Assert.Equal(text, entry.GetProperty("message").GetString());
        Assert.Equal(text, entry.GetProperty("fields").GetProperty("_EXE").GetString());
        Assert.Equal("say \"hi\"\\\n", entry.GetProperty("service").GetString());
    }

    [Fact]
    public void A_message_that_is_not_UTF8_is_sent_as_text_and_as_bytes()
    {
        byte[] bytes = [(byte)'a', 0xFF, 0, (byte)'"', 0xC3, 0xA9, 0xE2, 0x82];

        JsonElement entry = Parse(Entries.Log(bytes));

        Assert.Equal("a\uFFFD\0\"é\uFFFD", entry.GetProperty("message").GetString());
        Assert.Equal(bytes, entry.GetProperty("fields").GetProperty("message_base64").GetBytesFromBase64());
        Assert.False(entry.GetProperty("fields").TryGetProperty("message_bytes", out _));
    }

    [Theory]
    [InlineData(65_536, 65_536)]
    [InlineData(65_537, 65_536)]
    [InlineData(3_000_000, 65_536)]
    public void A_message_is_cut_beyond_64_KiB_and_says_how_long_it_was(int length, int sent)
    {
        JsonElement entry = Parse(Entries.Log(new string('x', length)));

        Assert.Equal(sent, entry.GetProperty("message").GetString()!.Length);
        Assert.Equal(length > sent ? length : null, Number(entry, "message_bytes"));
    }

    [Theory]
    [InlineData("x", "é")]
    [InlineData("", "€")]
    [InlineData("xy", "😀")]
    public void A_message_is_cut_between_two_characters(string before, string each)
    {
        string text = before + string.Concat(Enumerable.Repeat(each, 40_000));

        string sent = Parse(Entries.Log(text)).GetProperty("message").GetString()!;

        Assert.StartsWith(sent, text, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(sent), IngestLimits.MaxMessageBytes - Encoding.UTF8.GetByteCount(each) + 1,
            IngestLimits.MaxMessageBytes);
    }

    [Fact]
    public void A_long_message_that_is_not_UTF8_is_cut_both_ways_and_says_how_long_it_was()
    {
        byte[] bytes = new byte[1_000_000];
        Array.Fill(bytes, (byte)0xFF);

        JsonElement entry = Parse(Entries.Log(bytes));

        Assert.Equal(new string('\uFFFD', 65_536 / 3), entry.GetProperty("message").GetString());
        Assert.Equal(
            bytes[..EntryWriter.LongestBinary], entry.GetProperty("fields").GetProperty("message_base64").GetBytesFromBase64());
        Assert.Equal(1_000_000, Number(entry, "message_bytes"));
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_behind_the_cut_change_nothing_before_it()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("€", 30_000))), 0xFF];

        Assert.Equal(
            string.Concat(Enumerable.Repeat("€", 65_536 / 3)), Parse(Entries.Log(bytes)).GetProperty("message").GetString());
    }

    [Fact]
    public void One_huge_message_that_is_not_UTF8_takes_no_memory_of_three_times_its_size()
    {
        byte[] bytes = new byte[8 * 1024 * 1024];
        bytes[0] = 0xFF;
        JournalEntry entry = Entries.Log(bytes);
        ByteBuffer to = new(1024 * 1024);
        long before = GC.GetAllocatedBytesForCurrentThread();

        _writer.Begin(entry, to);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * 1024 * 1024);
    }

    [Fact]
    public void A_message_of_control_characters_stays_within_what_the_server_takes()
    {
        string text = new('\u001b', 65_536);
        byte[] wire = Encoding.UTF8.GetBytes(Write(Entries.Log(text)));

        Assert.True(LogEntryReader.TryRead(wire, new IngestLimits(1, 262_144),
            out LogEntry? entry, out string? reason), reason);
        Assert.StartsWith(entry.Message, text, StringComparison.Ordinal);
        Assert.Equal(65_536, Number(JsonDocument.Parse(wire).RootElement, "message_bytes"));
    }

    [Fact]
    public void Fields_without_number_stay_within_what_the_server_takes()
    {
        List<(string, object)> fields =
            [.. FieldTable.DefaultShipped.Select(name => (name, (object)new string('\u0001', 10_000)))];
        fields.AddRange(
            Enumerable.Range(0, 500).Select(i => ("CONTAINER_NAME", (object)$"container {i} {new string('x', 3000)}")));
        byte[] binary = new byte[65_536];
        Array.Fill(binary, (byte)0x80);

        byte[] wire = Encoding.UTF8.GetBytes(Write(Entries.Log(binary, [.. fields])));

        Assert.True(LogEntryReader.TryRead(wire, new IngestLimits(1, 262_144), out _, out string? reason), reason);
    }

    [Fact]
    public void A_repeated_field_is_an_array_in_its_first_place() => Assert.Equal(
        """{"CONTAINER_NAME":["a","b","a"],"_PID":"1","UNIT":["x","y"]}""",
        Parse(Entries.Log("m", ("CONTAINER_NAME", "a"), ("_PID", 1), ("CONTAINER_NAME", "b"), ("UNIT", "x"),
            ("CONTAINER_NAME", "a"), ("UNIT", "y")))
            .GetProperty("fields").GetRawText());

    [Fact]
    public void The_identifier_is_no_field_when_it_is_the_service()
    {
        Assert.Equal("{}", Parse(Entries.Log("m", ("SYSLOG_IDENTIFIER", "sshd"))).GetProperty("fields").GetRawText());
        Assert.Equal("{\"SYSLOG_IDENTIFIER\":\"sshd\"}", Parse(
            Entries.Log("m", ("SYSLOG_IDENTIFIER", "sshd"), ("_SYSTEMD_UNIT", "ssh.service")))
            .GetProperty("fields").GetRawText());
    }

    [Fact]
    public void A_service_is_cut_at_255()
    {
        JsonElement letters = Parse(Entries.Log("m", ("SYSLOG_IDENTIFIER", new string('s', 300))));
        Assert.Equal(new string('s', 255), letters.GetProperty("service").GetString());
        string accents = Parse(Entries.Log("m", ("SYSLOG_IDENTIFIER", new string('é', 300)))).GetProperty("service").GetString()!;
        Assert.Equal(new string('é', 127), accents.TrimEnd('\uFFFD'));
        Assert.InRange(accents.Length, 127, 255);
    }

    [Fact]
    public void A_message_that_was_left_out_by_the_source_is_noted()
    {
        JournalEntry entry = Entries.Log("");
        entry.MessageOmitted = true;

        Assert.True(Parse(entry).GetProperty("fields").GetProperty("message_omitted").GetBoolean());
    }

    [Fact]
    public void Fields_that_were_left_out_or_cut_are_counted()
    {
        JsonElement fields = Parse(Entries.Log(
            "m", ("_EXE", new string('x', 5000)), ("_EXE", new string('y', 4090)), ("_EXE", new string('z', 4090)), ("_PID", 1)))
            .GetProperty("fields");

        Assert.Equal((1, 1), (fields.GetProperty("fields_cut").GetInt32(), fields.GetProperty("fields_omitted").GetInt32()));
        Assert.Equal([4096, 4090], fields.GetProperty("_EXE").EnumerateArray().Select(value => value.GetString()!.Length));
        Assert.Equal("1", fields.GetProperty("_PID").GetString());
    }

    [Fact]
    public void Repeats_are_noted_at_the_end()
    {
        JournalEntry entry = Entries.Log("m", ("_PID", 1));

        Assert.EndsWith(
            """
            "fields":{"_PID":"1","repeated":12,"repeated_until":"2025-11-13T02:13:21.500000Z"}}
            """,
            Write(entry, 12, Entries.Micros + 1_500_000), StringComparison.Ordinal);
    }

    private static JournalEntry At(long micros)
    {
        JournalEntry entry = Entries.Log("m");
        entry.RealtimeMicros = micros;
        return entry;
    }

    private static long? Number(JsonElement entry, string field) =>
        entry.GetProperty("fields").TryGetProperty(field, out JsonElement number) ? number.GetInt64() : null;

    private JsonElement Parse(JournalEntry entry) => JsonDocument.Parse(Write(entry)).RootElement;

    private string Write(JournalEntry entry, long repeated = 1, long until = 0)
    {
        ByteBuffer to = new(16);
        _writer.Begin(entry, to);
        _writer.End(repeated, until, to);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(to.Span);
    }
}
