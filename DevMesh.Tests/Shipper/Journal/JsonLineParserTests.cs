using System.Text;
using DevMesh.Shipper.Journal;

namespace DevMesh.Tests.Shipper.Journal;

public sealed class JsonLineParserTests
{
    private const string Time = "\"__REALTIME_TIMESTAMP\":\"1763000000000000\"";

    private readonly JsonLineParser _parser = new(Entries.Fields);
    private readonly JournalEntry _entry = new();

    [Fact]
    public void A_usual_line_is_taken()
    {
        Assert.Null(Parse($$"""
            {"__CURSOR":"s=1;i=2",{{Time}},"MESSAGE":"a \"b\"\n\u00e9 \ud83d\ude00","PRIORITY":"3","_SYSTEMD_UNIT":"a.service","_PID":"7",
             "UNKNOWN":{"deep":[1,{"MESSAGE":"no"}]},"_COMM":null}
            """));

        Assert.Equal("a \"b\"\né 😀", Entries.Text(_entry.Message));
        Assert.Equal("s=1;i=2", Entries.Text(_entry.Cursor));
        Assert.Equal(
            (3, "a.service", 1_763_000_000_000_000), (_entry.Priority, Entries.Text(_entry.Service), _entry.RealtimeMicros));
        Assert.Equal(["_PID=7"], Entries.Shipped(_entry));
        Assert.False(_entry.MessageOmitted);
    }

    [Fact]
    public void An_array_of_numbers_is_the_bytes_of_one_value()
    {
        Assert.Null(Parse($$"""{{{Time}},"MESSAGE":[0,255,254,97],"_EXE":[47,120]}"""));

        Assert.Equal<byte[]>([0, 255, 254, 97], _entry.Message.ToArray());
        Assert.Equal(["_EXE=/x"], Entries.Shipped(_entry));
    }

    [Fact]
    public void An_array_of_anything_else_is_a_field_that_is_repeated()
    {
        Assert.Null(Parse($$"""{{{Time}},"MESSAGE":["one",[116,119,111],"three"],"CONTAINER_NAME":["a","b"],"UNIT":[]}"""));

        Assert.Equal("one\ntwo\nthree", Entries.Text(_entry.Message));
        Assert.Equal(["CONTAINER_NAME=a", "CONTAINER_NAME=b"], Entries.Shipped(_entry));
    }

    [Fact]
    public void A_message_that_is_null_was_left_out()
    {
        Assert.Null(Parse($$"""{{{Time}},"MESSAGE":null}"""));

        Assert.True(_entry.MessageOmitted);
        Assert.True(_entry.Message.IsEmpty);
    }

    [Fact]
    public void Names_may_be_escaped_and_numbers_may_be_numbers()
    {
        Assert.Null(Parse("""{"__REALTIME_TIMESTAMP":1763000000000000,"\u004dESSAGE":"m","PRIORITY":4}"""));

        Assert.Equal(("m", 4, 1_763_000_000_000_000), (Entries.Text(_entry.Message), _entry.Priority, _entry.RealtimeMicros));
    }

    [Fact]
    public void Without_a_cursor_the_position_and_the_line_make_one()
    {
        string line = $$"""{{{Time}},"MESSAGE":"m"}""";
        Assert.Null(Parse(line, 7));
        string cursor = Entries.Text(_entry.Cursor);

        Assert.StartsWith("line=7;h=", cursor, StringComparison.Ordinal);
        Assert.Equal(cursor, CursorOf(line, 7));
        Assert.NotEqual(cursor, CursorOf(line, 8));
        Assert.NotEqual(cursor, CursorOf(line.Replace("\"m\"", "\"n\"", StringComparison.Ordinal), 7));
        Assert.StartsWith("line=7;h=", CursorOf($$"""{{{Time}},"__CURSOR":""}""", 7), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cursor_that_no_server_takes_is_replaced_by_the_position()
    {
        string line = $$"""{"__CURSOR":"{{new string('x', 1025)}}",{{Time}},"MESSAGE":"m"}""";

        Assert.StartsWith("line=3;h=", CursorOf(line, 3), StringComparison.Ordinal);
        Assert.Equal(1024, CursorOf(line.Replace("xx\"", "x\"", StringComparison.Ordinal), 3).Length);
    }

    [Theory]
    [InlineData("", "it is no JSON (column 1)")]
    [InlineData("Nov 13 02:13:20 host app[1]: hello", "it is no JSON (column 1)")]
    [InlineData("[1]", "it is no JSON object")]
    [InlineData("\"text\"", "it is no JSON object")]
    [InlineData("{\"MESSAGE\":\"m\"", "it is no JSON (column 15)")]
    [InlineData("{\"MESSAGE\":\"m\"} {}", "it is no JSON (column 17)")]
    [InlineData("{\"MESSAGE\":\"\\ud800\"}", "a string in it is not Unicode text")]
    [InlineData("{\"MESSAGE\":\"m\"}", "__REALTIME_TIMESTAMP is missing")]
    [InlineData("{\"__REALTIME_TIMESTAMP\":\"yesterday\"}", "__REALTIME_TIMESTAMP is missing or no count")]
    [InlineData("{\"__REALTIME_TIMESTAMP\":\"-5\"}", "__REALTIME_TIMESTAMP is missing or no count")]
    [InlineData("{\"__REALTIME_TIMESTAMP\":\"253402300800000000\"}", "__REALTIME_TIMESTAMP is missing or no count")]
    [InlineData("{\"__REALTIME_TIMESTAMP\":\"99999999999999999999\"}", "__REALTIME_TIMESTAMP is missing or no count")]
    public void What_is_wrong_with_a_line_is_told(string line, string problem) =>
        Assert.StartsWith(problem, Parse(line), StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_not_UTF8_are_told()
    {
        byte[] line = [.. "{\"MESSAGE\":\""u8, 0xFF, .. "\"}"u8];

        Assert.StartsWith("a string in it is not Unicode text", _parser.Parse(line, 1, _entry), StringComparison.Ordinal);
    }

    private string? Parse(string line, long number = 1) => _parser.Parse(Encoding.UTF8.GetBytes(line), number, _entry);

    private string CursorOf(string line, long number)
    {
        Assert.Null(Parse(line, number));
        return Entries.Text(_entry.Cursor);
    }
}
