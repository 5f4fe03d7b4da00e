using System.Text;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Logs;

namespace DevMesh.Tests.Ingestion;

public sealed class IngestBatchReaderTests
{
    private static readonly IngestLimits Limits = new(MaxEntries: 3, MaxEntryBytes: 100_000);

    [Fact]
    public void A_full_entry_is_read()
    {
        LogEntry entry = ReadOne("""
            {"timestamp":"2026-11-22T11:00:00.1234567+01:00","level":"ERROR","service":"ssh.service","message":"hi",
             "cursor":"s=1","fields":{"_PID":"7", "n":[1, null]}}
            """);

        Assert.Equal(new DateTime(2026, 11, 22, 10, 0, 0, DateTimeKind.Utc).AddMicroseconds(123456), entry.Timestamp);
        Assert.Equal((Level.Err, "ssh.service", "hi", "s=1", """{"_PID":"7","n":[1,null]}"""),
            (entry.Level, entry.Service, entry.Message, entry.Cursor, entry.Fields));
    }

    [Fact]
    public void Absent_and_null_members_get_their_defaults()
    {
        LogEntry entry = ReadOne("""{"timestamp":"2026-11-22T10:00:00Z","message":"","level":null,"service":null,"cursor":"","fields":{}}""");
        Assert.Equal((Level.Info, "", "", null, null), (entry.Level, entry.Service, entry.Message, entry.Cursor, entry.Fields));
    }

    [Fact]
    public void A_member_that_the_contract_does_not_name_is_kept_as_a_field()
    {
        LogEntry entry = ReadOne("""{"timestamp":"2026-11-22T10:00:00Z","message":"m","host":"a","fields":{"b":1}}""");
        Assert.Equal("""{"b":1,"host":"a"}""", entry.Fields);
    }

    [Theory]
    [InlineData("7", "is a JSON number; accepted: an object with timestamp and message")]
    [InlineData("null", "is a JSON null; accepted: an object with timestamp and message")]
    [InlineData(
        """{"timestamp":"2026-11-22T10:00:00Z","message":"m","\ud800":1}""", "has a member whose name is no Unicode; accepted: names")]
    [InlineData(
        """{"timestamp":"2026-11-22T10:00:00Z","message":"m","fields":{"\ud800a":1}}""", "has a member whose name is no Unicode")]
    [InlineData(
        """{"timestamp":"2026-11-22T10:00:00Z","message":"m","f":{"a":[{"\udc00":1}]}}""", "has a member whose name is no Unicode")]
    [InlineData(
        """{"timestamp":"2026-11-22T10:00:00Z","message":"m","fields":{"a":"\ud800"}}""", "has a member whose name is no Unicode")]
    [InlineData("""{"message":"m"}""", "timestamp: is missing")]
    [InlineData("""{"timestamp":"yesterday","message":"m"}""", "timestamp: cannot be read; accepted: an RFC 3339 time with")]
    [InlineData("""{"timestamp":"2026-11-22T10:00:00","message":"m"}""", "timestamp: cannot be read")]
    [InlineData("""{"timestamp":"2026-02-30T10:00:00Z","message":"m"}""", "timestamp: cannot be read")]
    [InlineData("""{"timestamp":1732269600,"message":"m"}""", "timestamp: cannot be read")]
    [InlineData("""{"timestamp":"2026-11-22T10:00:00Z"}""", "message: is missing; accepted: a string, which may be empty")]
    [InlineData("""{"timestamp":"2026-11-22T10:00:00Z","message":7}""", "message: is not a string of Unicode text")]
    [InlineData("""{"timestamp":"2026-11-22T10:00:00Z","message":"\ud800"}""", "message: is not a string of Unicode text")]
    [InlineData("""{"timestamp":"2026-11-22T10:00:00Z","message":"m","level":"loud"}""", "level: cannot be read; accepted: emerg, alert")]
    [InlineData("""{"timestamp":"2026-11-22T10:00:00Z","message":"m","level":8}""", "level: cannot be read")]
    [InlineData("""{"timestamp":"2026-11-22T10:00:00Z","message":"m","service":[]}""", "service: is not a string or too long; accepted: a string of at most 255 characters")]
    [InlineData("""{"timestamp":"2026-11-22T10:00:00Z","message":"m","cursor":1}""", "cursor: is not a string or too long; accepted: a string of at most 1024 characters")]
    [InlineData("""{"timestamp":"2026-11-22T10:00:00Z","message":"m","fields":[]}""", "fields: is a JSON array; accepted: an object")]
    public void A_bad_entry_is_refused_alone_with_its_index_and_reason(string bad, string reason)
    {
        const string good = """{"timestamp":"2026-11-22T10:00:00Z","message":"good"}""";
        IngestBatch batch = Read($$"""{"node":"n","logs":[{{good}},{{bad}},{{good}}]}""");

        Assert.Equal((3, 2), (batch.Received, batch.Entries.Count));
        RejectedEntry rejected = Assert.Single(batch.Rejected);
        Assert.Equal(1, rejected.Index);
        Assert.StartsWith(reason, rejected.Reason);
    }

    [Theory]
    [InlineData(65_536, null)]
    [InlineData(65_537, "message: is 65537 bytes long; accepted: at most 65536 bytes in UTF-8")]
    public void A_message_may_have_64_KiB(int bytes, string? reason)
    {
        IngestBatch batch = Read($$"""{"node":"n","logs":[{"timestamp":"2026-11-22T10:00:00Z","message":"{{"é" + new string('x', bytes - 2)}}"}]}""");
        Assert.Equal(reason, batch.Rejected.SingleOrDefault()?.Reason);
    }

    [Fact]
    public void An_entry_over_its_limit_is_refused_alone()
    {
        IngestBatch batch = Read($$$"""{"node":"n","logs":[{"timestamp":"2026-11-22T10:00:00Z","message":"m","fields":{"x":"{{{new string('x', 100_000)}}}"}}]}""");
        Assert.EndsWith("accepted: at most 100000 bytes (INGEST_MAX_ENTRY_BYTES)", Assert.Single(batch.Rejected).Reason);
    }

    [Theory]
    [InlineData("", "body: is not valid JSON at line 1, byte 1")]
    [InlineData("{\"node\":\"n\",\n oops", "body: is not valid JSON at line 2, byte 2")]
    [InlineData("[]", "body: is a JSON array")]
    [InlineData("""{"node":"n","logs":[],"\ud800ode":1}""", "body: has a member whose name is no Unicode; accepted: names in Unicode")]
    [InlineData("""{"logs":[]}""", "node: is missing or not a string; accepted: 1 to 64 letters")]
    [InlineData("""{"node":7,"logs":[]}""", "node: is missing or not a string")]
    [InlineData("""{"node":"a b","logs":[]}""", "node: is not a node name; accepted: 1 to 64 letters")]
    [InlineData("""{"node":"","logs":[]}""", "node: is not a node name")]
    [InlineData("""{"node":"n"}""", "logs: is missing or not an array")]
    [InlineData("""{"node":"n","logs":{}}""", "logs: is missing or not an array")]
    public void A_body_that_is_no_batch_is_refused_whole(string body, string message)
    {
        InvalidRequestException e = Assert.Throws<InvalidRequestException>(() => Read(body));
        Assert.StartsWith(message, e.Message);
    }

    [Fact]
    public void Nesting_without_end_is_refused() =>
        Assert.Throws<InvalidRequestException>(() => Read(new string('[', 100_000)));

    [Fact]
    public void Too_many_entries_name_the_limit()
    {
        LimitExceededException e = Assert.Throws<LimitExceededException>(() => Read("""{"node":"n","logs":[1,2,3,4]}"""));
        Assert.Equal(("INGEST_MAX_ENTRIES", 3), (e.Limit, e.Maximum));
    }

    private static IngestBatch Read(string json) => IngestBatchReader.Read(Encoding.UTF8.GetBytes(json), Limits);

    private static LogEntry ReadOne(string entry) => Assert.Single(Read($$"""{"node":"n","logs":[{{entry}}]}""").Entries);
}
