using System.Text;
using System.Text.Json;
using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Takeover;

namespace DevMesh.Tests.Takeover;

public sealed class RowReaderTests
{
    private static readonly DateTime Now = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);

    private static readonly OldRow Usual = new(
        7, "2026-11-20 10:00:00", "2026-11-20 10:00:05", "gpu-node", "sshd.service", "4",
        "Failed password for root from 203.0.113.9",
        null, 41, "12", [null, null, null]);

    private readonly TakeoverTally _tally = new();

    [Fact]
    public void A_row_becomes_a_log_with_its_key_as_cursor()
    {
        TakenLog log = Read(Usual);
        Assert.Equal((7, "gpu-node", "12"), (log.Key, log.Node, log.OldTemplate));
        Assert.Equal(
            ("2026-11-20T10:00:00.0000000Z", Level.Warning, "sshd.service", "py:7", (string?)null),
            ($"{log.Entry.Timestamp:O}", log.Entry.Level, log.Entry.Service, log.Entry.Cursor, log.Entry.Fields));
        Assert.Equal("2026-11-20T10:00:05.0000000Z", $"{log.ReceivedAt:O}");
        Assert.Equal(EventKey.OfCursor("gpu-node", "py:7"), log.EventKey);
        Assert.Equal(EventFlags.None, log.Flags);
        Assert.NotEmpty(log.ValueKeys);
        Assert.Equal(1, _tally.Nodes["gpu-node"]);
    }

    [Theory]
    [InlineData("3", Level.Err, 0)]
    [InlineData("CRITICAL", Level.Crit, 0)]
    [InlineData("30", Level.Warning, 0)]
    [InlineData(null, Level.Info, 0)]
    [InlineData(" ", Level.Info, 0)]
    [InlineData("loud", Level.Info, 1)]
    public void Levels_are_words_or_numbers_and_others_become_info(string? text, Level level, int invalid)
    {
        TakenLog log = Read(Usual with { Level = text });
        Assert.Equal((level, invalid), (log.Entry.Level, _tally.InvalidLevels));
        Assert.Equal(invalid == 0 ? null : """{"severity":"loud"}""", log.Entry.Fields);
    }

    [Theory]
    [InlineData(null, "2026-11-20T10:00:05.0000000Z", EventFlags.None, null)]
    [InlineData("0000-00-00 00:00:00", "2026-11-20T10:00:05.0000000Z", EventFlags.None, """{"ts":"0000-00-00 00:00:00"}""")]
    [InlineData("2031-01-01 00:00:00", "2031-01-01T00:00:00.0000000Z", EventFlags.Clock, null)]
    public void A_row_without_a_time_has_that_of_its_receipt(string? text, string utc, EventFlags flags, string? fields)
    {
        TakenLog log = Read(Usual with { Timestamp = text });
        Assert.Equal((utc, flags, fields), ($"{log.Entry.Timestamp:O}", log.Flags, log.Entry.Fields));
    }

    [Fact]
    public void A_row_without_any_time_is_of_1970_flagged_and_received_now()
    {
        TakenLog log = Read(Usual with { Timestamp = "soon", Received = null });
        Assert.Equal(
            (DateTime.UnixEpoch, Now, EventFlags.Clock, """{"ts":"soon"}"""),
            (log.Entry.Timestamp, log.ReceivedAt, log.Flags, log.Entry.Fields));
        Assert.Equal(1, _tally.WithoutTime);
    }

    [Fact]
    public void Nothing_was_received_later_than_now() =>
        Assert.Equal(Now, Read(Usual with { Timestamp = "2031-01-01 00:00:00", Received = null }).ReceivedAt);

    [Fact]
    public void A_message_of_more_than_64_KiB_is_cut_at_a_character_and_says_how_long_it_was()
    {
        string message = "x" + new string('é', 40_000);
        TakenLog log = Read(Usual with { Message = message, MessageLength = 80_001 });
        Assert.Equal((65_535, """{"message_bytes":80001}""", 1),
            (Encoding.UTF8.GetByteCount(log.Entry.Message), log.Entry.Fields, _tally.MessagesCut));
        Assert.StartsWith(log.Entry.Message, message, StringComparison.Ordinal);
        Assert.Equal(65_536, Read(Usual with { Message = new string('y', 65_536), MessageLength = 65_536 }).Entry.Message.Length);
        Assert.Equal(1, _tally.MessagesCut);
    }

    [Fact]
    public void A_message_of_bytes_is_UTF8_or_keeps_its_bytes()
    {
        Assert.Equal("grün", Read(
            Usual with { Message = null, MessageBytes = "grün"u8.ToArray(), MessageLength = 5 }).Entry.Message);
        TakenLog log = Read(Usual with { Message = null, MessageBytes = [0x61, 0xFF], MessageLength = 2 });
        Assert.Equal(("a\uFFFD", """{"message_base64":"Yf8="}""", 1),
            (log.Entry.Message, log.Entry.Fields, _tally.MessagesNotText));
    }

    [Fact]
    public void A_message_of_bytes_that_was_not_read_whole_is_cut_and_no_more_than_that()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("x" + new string('é', 40_000))[..65_540];
        TakenLog log = Read(Usual with { Message = null, MessageBytes = bytes, MessageLength = 80_001 });
        Assert.Equal((65_535, """{"message_bytes":80001}""", 0L),
            (Encoding.UTF8.GetByteCount(log.Entry.Message), log.Entry.Fields, _tally.MessagesNotText));
    }

    [Fact]
    public void A_row_without_a_message_has_an_empty_one()
    {
        Assert.Equal("", Read(Usual with { Message = null }).Entry.Message);
        Assert.Equal(1, _tally.WithoutMessage);
    }

    [Fact]
    public void Too_long_a_service_is_cut_and_kept_whole_in_the_fields()
    {
        string service = new('s', 300);
        TakenLog log = Read(Usual with { Service = service });
        Assert.Equal((service[..255], $$"""{"unit":"{{service}}"}"""), (log.Entry.Service, log.Entry.Fields));
    }

    [Fact]
    public void Other_columns_become_fields_of_their_kind()
    {
        TakenLog log = Read(Usual with { Fields = ["42", """{"a":[1,"é<"]}""", new byte[] { 1, 2 }] });
        Assert.Equal("""{"pid":42,"a":[1,"é<"],"raw":"AQI="}""", log.Entry.Fields);
        log = Read(Usual with { Fields = ["007", """["x"]""", null] });
        Assert.Equal("""{"pid":7,"fields":["x"]}""", log.Entry.Fields);
    }

    [Theory]
    [InlineData("{not json")]
    [InlineData("""{"half":"\ud800"}""")]
    [InlineData("[1,2")]
    public void What_looks_like_JSON_and_is_none_is_text(string text)
    {
        TakenLog log = Read(Usual with { Fields = [null, text, null] });
        Assert.Equal(text, JsonDocument.Parse(log.Entry.Fields!).RootElement.GetProperty("fields").GetString());
    }

    [Theory]
    [InlineData("gpu node", "gpu-node")]
    [InlineData(" web ", "web")]
    [InlineData("böx/1", "b-x-1")]
    [InlineData("", "unknown")]
    [InlineData(null, "unknown")]
    public void A_name_that_is_none_for_a_node_is_made_one(string? old, string node) =>
        Assert.Equal(node, Read(Usual with { Node = old }).Node);

    [Fact]
    public void Names_of_nodes_that_become_the_same_are_told_together()
    {
        Dictionary<string, long> old = new() { ["a b"] = 2, ["a-b"] = 3, ["c"] = 1 };
        Assert.Equal(
            ["a-b 5 6 (a b, a-b)", "c 1 0 (c)"],
            NodeBalance.Of(old, new Dictionary<string, long> { ["a-b"] = 6 })
                .Select(node => $"{node.Node} {node.Old} {node.Taken} ({string.Join(", ", node.OldNames)})"));
    }

    private TakenLog Read(OldRow row)
    {
        LogColumns columns = new(
            Column("ts", OldKind.LocalTime), Column("created_at", OldKind.LocalTime), Column("node", OldKind.Text),
            Column("unit", OldKind.Text),
            Column("severity", OldKind.Text), Column("message", OldKind.Text), Column("template_id", OldKind.Number), null, null,
            [Column("pid", OldKind.Number), Column("fields", OldKind.Text), Column("raw", OldKind.Binary)], []);
        return new RowReader(columns, new OldTimes(TimeZoneInfo.Utc), Canonicalizers.Default, Now).Read(row, _tally);
    }

    private static OldColumn Column(string name, OldKind kind) => new(name, "", kind);
}
