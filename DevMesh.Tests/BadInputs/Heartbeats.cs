using static DevMesh.Tests.BadInputs.BadInput;

namespace DevMesh.Tests.BadInputs;

/// <summary>POST /nodes/{node}/heartbeat.</summary>
internal static class Heartbeats
{
    private const string Json = "; accepted: a heartbeat as one JSON object in UTF-8";
    private const string Object = "; accepted: a heartbeat as one JSON object";
    private const string Node = "node: is not a node name; accepted: 1 to 64 letters, digits, dots, underscores and hyphens";
    private const string Count = "a whole number from 0 to 9223372036854775807";
    private const string Lag = "a number of seconds from 0 to 4000000000";
    private const string Time = "an RFC 3339 time with its offset, such as 2026-11-22T07:30:00Z or 2026-11-22T09:30:00.25+02:00";
    private const string Gaps = """gaps: is no array or too long; accepted: at most 100 of {"since": "…", "until": "…"}""";
    private const string Rules = "; accepted: an object of at most 1000 names of rules, each with a count";
    private const string RuleName = "dropped: has a rule of no usable name; accepted: names of 1 to 128 characters of Unicode";

    public static IReadOnlyList<BadInput> All { get; } =
    [
        Wrong("a heartbeat of nothing", Of(""), "body: is not valid JSON at line 1, byte 1" + Json),
        Wrong("a heartbeat that ends in the middle", Of("""{"version":"1","""),
            "body: is not valid JSON at line 1, byte 15" + Json),
        Wrong("a heartbeat that is an array", Of("[]"), "body: is a JSON array" + Object),
        Wrong("a heartbeat of null", Of("null"), "body: is a JSON null" + Object),
        Wrong("a heartbeat nested without end", Of($$"""{"x":{{new string('[', 100)}}"""),
            "body: is not valid JSON at line 1, byte 69" + Json),
        Wrong("a heartbeat of a node with a blank", Request.Post("/nodes/gpu%20node/heartbeat", "{}"), Node),
        Wrong("a heartbeat of a node of 65 characters", Request.Post($"/nodes/{new string('n', 65)}/heartbeat", "{}"), Node),
        Wrong("a heartbeat of a node with a line end", Request.Post("/nodes/n%0a/heartbeat", "{}"), Node),
        Wrong("a heartbeat of a node with a slash in it", Request.Post("/nodes/a%2Fb/heartbeat", "{}"), Node),
        Wrong("a heartbeat without a version", Of("""{"lag_s":0,"sent":0,"retries":0}"""),
            "version: is missing; accepted: a string of at most 64 characters"),
        Wrong("a version that is a number", With("version", "1"),
            "version: is not a string or too long; accepted: a string of at most 64 characters"),
        Wrong("a version of 65 characters", With("version", $"\"{new string('1', 65)}\""),
            "version: is not a string or too long; accepted: a string of at most 64 characters"),
        Wrong("a start in words", With("started_at", "\"today\""), "started_at: cannot be read; accepted: " + Time),
        Wrong("a start in seconds since 1970", With("started_at", "1732269600"), "started_at: cannot be read; accepted: " + Time),
        Wrong("no lag", Of("""{"version":"1","sent":0,"retries":0}"""), "lag_s: is missing; accepted: " + Lag),
        Wrong("a lag in quotes", With("lag_s", "\"0\""), "lag_s: is not a number of seconds; accepted: " + Lag),
        Wrong("a negative lag", With("lag_s", "-1"), "lag_s: is not a number of seconds; accepted: " + Lag),
        Wrong("a lag of more than a century", With("lag_s", "4000000001"), "lag_s: is not a number of seconds; accepted: " + Lag),
        Wrong("a lag that no number holds", With("lag_s", "1e999"), "lag_s: is not a number of seconds; accepted: " + Lag),
        Wrong("nothing of what was sent", Of("""{"version":"1","lag_s":0,"retries":0}"""),
            "sent: is missing; accepted: " + Count),
        Wrong("a negative count", With("sent", "-1"), "sent: is not a count; accepted: " + Count),
        Wrong("half a count", With("sent", "0.5"), "sent: is not a count; accepted: " + Count),
        Wrong("a count that no number holds", With("sent", "9223372036854775808"), "sent: is not a count; accepted: " + Count),
        Wrong("no retries", Of("""{"version":"1","lag_s":0,"sent":0}"""), "retries: is missing; accepted: " + Count),
        Wrong("retries in words", With("retries", "\"none\""), "retries: is not a count; accepted: " + Count),
        Wrong("dead letters as a list", With("dead_letters", "[]"), "dead_letters: is not a count; accepted: " + Count),
        Wrong("a cursor that is too long", With("cursor", $"\"{new string('c', 1025)}\""),
            "cursor: is not a string or too long; accepted: a string of at most 1024 characters"),
        Wrong("rules as a list", With("dropped", "[]"), "dropped: is a JSON array" + Rules),
        Wrong("a rule without a name", With("dropped", """{"":1}"""), RuleName),
        Wrong("a rule with a name of 129 characters", With("dropped", $$"""{"{{new string('r', 129)}}":1}"""), RuleName),
        Wrong("a rule of half a surrogate pair", With("dropped", """{"\udc00":1}"""), RuleName),
        Wrong("a rule whose count is text", With("dropped", """{"systemd":"many"}"""),
            "dropped.systemd: is not a count; accepted: " + Count),
        Wrong("1,001 rules", With("dropped",
            $$"""{{{string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"r{i}\":1"))}}}"""),
            "dropped: has too many rules" + Rules),
        Wrong("gaps as an object", With("gaps", "{}"), Gaps),
        Wrong("101 gaps", With("gaps", $"[{string.Join(',', Enumerable.Repeat("{}", 101))}]"), Gaps),
        Wrong("a gap of null", With("gaps", "[null]"), "gaps[0]: is a JSON null; accepted: an object with since and until"),
        Wrong("a gap without a beginning", With("gaps", """[{"until":"2026-11-22T10:00:00Z"}]"""),
            "gaps[0].since: is missing; accepted: " + Time),
        Wrong("a second gap without an end", With("gaps",
            """[{"since":"2026-11-22T10:00:00Z","until":"2026-11-22T10:00:00Z"},{"since":"2026-11-22T10:00:00Z"}]"""),
            "gaps[1].until: is missing; accepted: " + Time),
        Wrong("a gap that begins in words", With("gaps", """[{"since":"then","until":"now"}]"""),
            "gaps[0].since: cannot be read; accepted: " + Time),
        Wrong("an error that is an object", With("last_error", """{"text":"e"}"""),
            "last_error: is not a string or too long; accepted: a string of at most 4096 characters"),
        Wrong("an error of 4,097 characters", With("last_error", $"\"{new string('e', 4097)}\""),
            "last_error: is not a string or too long; accepted: a string of at most 4096 characters"),
        TooLarge("a heartbeat of more than a MiB", Of($$"""{"version":"1","x":"{{new string('x', 1_048_576)}}"}"""),
            "heartbeat", 1_048_576, "bytes in a body as it is sent"),
        Wrong("a heartbeat with a parameter", Request.Post("/nodes/n/heartbeat?at=now", "{}"),
            "at: is not a parameter of this route; accepted: no parameters"),
    ];

    private static Request Of(string body) => Request.Post("/nodes/n/heartbeat", body);

    /// <summary>A sound heartbeat but for one member; of a member that is named twice the last counts.</summary>
    private static Request With(string member, string value) =>
        Of($$"""{"version":"1","lag_s":0,"sent":0,"retries":0,"{{member}}":{{value}}}""");
}
