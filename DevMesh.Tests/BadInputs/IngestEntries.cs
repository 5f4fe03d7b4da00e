using static DevMesh.Tests.BadInputs.BadInput;

namespace DevMesh.Tests.BadInputs;

/// <summary>POST /ingest/logs: entries that are refused alone, each with its reason in the answer.</summary>
internal static class IngestEntries
{
    private const string Object = "; accepted: an object with timestamp and message";
    private const string Time = "timestamp: cannot be read; accepted: an RFC 3339 time with its offset, such as 2026-11-22T07:30:00Z or 2026-11-22T09:30:00.25+02:00";
    private const string Message = "message: is not a string of Unicode text; accepted: a string, which may be empty";
    private const string Level = "level: cannot be read; accepted: emerg, alert, crit, err, warning, notice, info, debug, their usual aliases, or 0 to 7";
    private const string Service = "service: is not a string or too long; accepted: a string of at most 255 characters";
    private const string Cursor = "cursor: is not a string or too long; accepted: a string of at most 1024 characters";
    private const string Name = "has a member whose name is no Unicode; accepted: names in Unicode";

    public static IReadOnlyList<BadInput> All { get; } =
    [
        Entry("an entry of null", "null", "is a JSON null" + Object),
        Entry("an entry of text", "\"a log\"", "is a JSON string" + Object),
        Entry("an entry that is a number", "7", "is a JSON number" + Object),
        Entry("an entry that is an array", "[]", "is a JSON array" + Object),
        Entry("an entry that is false", "false", "is a JSON boolean" + Object),
        Entry("an entry of nothing", "{}", Time.Replace("cannot be read", "is missing", StringComparison.Ordinal)),
        Entry("a timestamp of null", """{"timestamp":null,"message":"m"}""",
            Time.Replace("cannot be read", "is missing", StringComparison.Ordinal)),
        Entry("an empty timestamp", With("timestamp", "\"\""), Time),
        Entry("a timestamp in words", With("timestamp", "\"yesterday\""), Time),
        Entry("seconds since 1970", With("timestamp", "1732269600"), Time),
        Entry("seconds since 1970 in quotes", With("timestamp", "\"1732269600\""), Time),
        Entry("a timestamp without an offset", With("timestamp", "\"2026-11-22T10:00:00\""), Time),
        Entry("a timestamp without a time", With("timestamp", "\"2026-11-22\""), Time),
        Entry("a timestamp without seconds", With("timestamp", "\"2026-11-22T10:00Z\""), Time),
        Entry("the 30th of February", With("timestamp", "\"2026-02-30T10:00:00Z\""), Time),
        Entry("the 29th of February in a year without one", With("timestamp", "\"2026-02-29T10:00:00Z\""), Time),
        Entry("month 13", With("timestamp", "\"2026-13-01T10:00:00Z\""), Time),
        Entry("day 0", With("timestamp", "\"2026-11-00T10:00:00Z\""), Time),
        Entry("hour 24", With("timestamp", "\"2026-11-22T24:00:00Z\""), Time),
        Entry("minute 60", With("timestamp", "\"2026-11-22T10:60:00Z\""), Time),
        Entry("second 61", With("timestamp", "\"2026-11-22T10:00:61Z\""), Time),
        Entry("the year 0", With("timestamp", "\"0000-01-01T00:00:00Z\""), Time),
        Entry("a year of five digits", With("timestamp", "\"12026-11-22T10:00:00Z\""), Time),
        Entry("an offset without a colon", With("timestamp", "\"2026-11-22T10:00:00+0100\""), Time),
        Entry("an offset of a day", With("timestamp", "\"2026-11-22T10:00:00+24:00\""), Time),
        Entry("a point without digits", With("timestamp", "\"2026-11-22T10:00:00.Z\""), Time),
        Entry("a comma for the point", With("timestamp", "\"2026-11-22T10:00:00,5Z\""), Time),
        Entry("the name of a zone", With("timestamp", "\"2026-11-22T10:00:00 CET\""), Time),
        Entry("Arabic digits", With("timestamp", "\"٢٠٢٦-١١-٢٢T١٠:٠٠:٠٠Z\""), Time),
        Entry("a time before the first one there is", With("timestamp", "\"0001-01-01T00:00:00+01:00\""), Time),
        Entry("text after the timestamp", With("timestamp", "\"2026-11-22T10:00:00Z; DROP TABLE log_events\""), Time),
        Entry("no message", """{"timestamp":"2026-11-22T10:00:00Z"}""",
            "message: is missing; accepted: a string, which may be empty"),
        Entry("a message of null", With("message", "null"), "message: is missing; accepted: a string, which may be empty"),
        Entry("a message that is a number", With("message", "7"), Message),
        Entry("a message in pieces", With("message", """["a","b"]"""), Message),
        Entry("a message with the first half of a surrogate pair", With("message", """ "a\ud83d" """), Message),
        Entry("a message with the second half of one", With("message", """ "\ude00a" """), Message),
        Entry("a message whose halves stand the wrong way round", With("message", """ "\ude00\ud83d" """), Message),
        Entry("a message of 65,537 bytes", With("message", $"\"{new string('x', 65_537)}\""),
            "message: is 65537 bytes long; accepted: at most 65536 bytes in UTF-8"),
        Entry("a message of few characters and many bytes", With("message", $"\"{new string('€', 21_846)}\""),
            "message: is 65538 bytes long; accepted: at most 65536 bytes in UTF-8"),
        Entry("a level that nobody knows", With("level", "\"loud\""), Level),
        Entry("level 8", With("level", "8"), Level),
        Entry("level -1", With("level", "-1"), Level),
        Entry("a level with a fraction", With("level", "3.0"), Level),
        Entry("a level that is true", With("level", "true"), Level),
        Entry("an empty level", With("level", "\"\""), Level),
        Entry("two levels", With("level", """["err","info"]"""), Level),
        Entry("a service that is a number", With("service", "22"), Service),
        Entry("a service of 256 characters", With("service", $"\"{new string('s', 256)}\""), Service),
        Entry("a service with half a surrogate pair", With("service", """ "\ud800" """), Service),
        Entry("a cursor that is a number", With("cursor", "1"), Cursor),
        Entry("a cursor of 1,025 characters", With("cursor", $"\"{new string('c', 1025)}\""), Cursor),
        Entry("fields that are an array", With("fields", """["_PID","7"]"""), "fields: is a JSON array; accepted: an object"),
        Entry("fields that are text", With("fields", "\"_PID=7\""), "fields: is a JSON string; accepted: an object"),
        Entry("more fields than an entry may have", With("fields", """{"a":1,"b":2,"c":3,"d":4,"e":5}"""),
            "fields: has 5 members; accepted: at most 4 (INGEST_MAX_FIELDS)"),
        Entry("more fields beside the fields", With("fields", """{"a":1,"b":2,"c":3},"d":4,"e":5"""),
            "fields: has 5 members; accepted: at most 4 (INGEST_MAX_FIELDS)"),
        Entry("a field whose name is half a surrogate pair", With("fields", """{"\ud800":1}"""), Name),
        Entry("a member whose name is half a surrogate pair", With("\\udc00", "1"), Name),
        Entry("a field within a field with such a name", With("fields", """{"a":{"\ud800":1}}"""), Name),
        Entry("a field of half a surrogate pair", With("fields", """{"a":"\ud800"}"""), Name),
        Entry("an entry of 128 KiB and one byte", Long(131_073),
            "is 131073 bytes long; accepted: at most 131072 bytes (INGEST_MAX_ENTRY_BYTES)"),
    ];

    /// <summary>A sound entry but for one member; of a member that is named twice the last counts.</summary>
    private static string With(string member, string value) =>
        $$"""{"timestamp":"2026-11-22T10:00:00Z","message":"m","{{member}}":{{value}}}""";

    private static string Long(int bytes)
    {
        string without = With("fields", """{"a":""}""");
        return With("fields", $$"""{"a":"{{new string('x', bytes - without.Length)}}"}""");
    }
}
