using System.Text;
using DevMesh.Tests.Support;
using static DevMesh.Tests.BadInputs.BadInput;

namespace DevMesh.Tests.BadInputs;

/// <summary>POST /ingest/logs: what is wrong with a body as a whole.</summary>
internal static class IngestBodies
{
    private const string Path = "/ingest/logs";
    private const string Json = """; accepted: UTF-8 JSON: an object with "node" and "logs" """;
    private const string Batch = """; accepted: an object {"node": "…", "logs": […]}""";
    private const string Node = "; accepted: 1 to 64 letters, digits, dots, underscores and hyphens";
    private const string Logs = "logs: is missing or not an array; accepted: an array of log entries";
    private const string NoNode = "node: is missing or not a string" + Node;
    private const string BadNode = "node: is not a node name" + Node;
    private const string NoGzip = "body: is not a whole gzip stream, though Content-Encoding says so; accepted: gzip (RFC 1952)";
    private const string Encoding415 = "Content-Encoding: is not supported; accepted: gzip, identity";

    private static readonly byte[] Sound = Gzipped.Of("""{"node":"n","logs":[]}"""u8);

    public static IReadOnlyList<BadInput> All { get; } =
    [
        Wrong("an empty body", Post(""), NotJson(1, 1)),
        Wrong("a body of blanks and a line end", Post("  \n "), NotJson(2, 2)),
        Wrong("a body of plain text", Post("hello"), NotJson(1, 1)),
        Wrong("a body that ends in the middle", Post("""{"node":"n","logs":["""), NotJson(1, 21)),
        Wrong("a body that ends in a string", Post("""{"node":"n"""), NotJson(1, 11)),
        Wrong("a comma too many", Post("""{"node":"n","logs":[],}"""), NotJson(1, 23)),
        Wrong("a comma too few", Post("""{"node":"n" "logs":[]}"""), NotJson(1, 13)),
        Wrong("single quotes", Post("{'node':'n','logs':[]}"), NotJson(1, 2)),
        Wrong("names without quotes", Post("{node:\"n\"}"), NotJson(1, 2)),
        Wrong("a comment", Post("""{/* the node */"node":"n","logs":[]}"""), NotJson(1, 2)),
        Wrong("two bodies in one", Post("""{"node":"n","logs":[]}{"node":"n","logs":[]}"""), NotJson(1, 23)),
        Wrong("lines of JSON instead of one", Post("{\"node\":\"n\",\"logs\":[]}\n{\"timestamp\":\"x\"}\n"), NotJson(2, 1)),
        Wrong("NaN where a value must be", Post("""{"node":NaN}"""), NotJson(1, 9)),
        Wrong("a number with a zero before it", Post("""{"node":"n","logs":[007]}"""), NotJson(1, 22)),
        Wrong("a line end inside a string", Post("{\"node\":\"a\nb\"}"), NotJson(1, 11)),
        Wrong("an escape that JSON does not have", Post("""{"node":"\x6e"}"""), NotJson(1, 11)),
        Wrong("a bracket that closes a brace", Post("""{"node":"n","logs":[}"""), NotJson(1, 21)),
        Wrong("UTF-16 instead of UTF-8",
            new Request($"POST {Path} HTTP/1.1\r\n", Encoding.Unicode.GetBytes("{\"node\":\"n\"}"), 24), NotJson(1, 2)),
        Wrong("a byte order mark", Request.Post(Path, [0xEF, 0xBB, 0xBF, .. "{}"u8]), NotJson(1, 1)),
        Wrong("a form instead of JSON", Request.Post(Path, "node=n&logs=1", "Content-Type: application/x-www-form-urlencoded"),
            NotJson(1, 2)),
        Wrong("an array of entries without a node", Post("[]"), "body: is a JSON array" + Batch),
        Wrong("a string as the body", Post("\"a log\""), "body: is a JSON string" + Batch),
        Wrong("a number as the body", Post("7"), "body: is a JSON number" + Batch),
        Wrong("null as the body", Post("null"), "body: is a JSON null" + Batch),
        Wrong("true as the body", Post("true"), "body: is a JSON boolean" + Batch),
        Wrong("no node", Post("""{"logs":[]}"""), NoNode),
        Wrong("a node of null", Post("""{"node":null,"logs":[]}"""), NoNode),
        Wrong("a node that is a number", Post("""{"node":7,"logs":[]}"""), NoNode),
        Wrong("a node that is an object", Post("""{"node":{"name":"n"},"logs":[]}"""), NoNode),
        Wrong("a node under another name", Post("""{"Node":"n","logs":[]}"""), NoNode),
        Wrong("a node with half a surrogate pair", Post("""{"node":"\ud800","logs":[]}"""), NoNode),
        Wrong("a node of bytes that are no UTF-8", Request.Post(Path, [.. "{\"node\":\""u8, 0xFF, .. "\",\"logs\":[]}"u8]),
            NoNode),
        Wrong("an empty node", Post("""{"node":"","logs":[]}"""), BadNode),
        Wrong("a node of 65 characters", Post($$"""{"node":"{{new string('n', 65)}}","logs":[]}"""), BadNode),
        Wrong("a node with a blank", Post("""{"node":"gpu node","logs":[]}"""), BadNode),
        Wrong("a node that climbs folders", Post("""{"node":"../n","logs":[]}"""), BadNode),
        Wrong("a node that is SQL", Post("""{"node":"n'; DROP TABLE log_events","logs":[]}"""), BadNode),
        Wrong("a node with an umlaut", Post("""{"node":"küche","logs":[]}"""), BadNode),
        Wrong("a node with an escape of the terminal", Post("""{"node":"n\u001b[31m","logs":[]}"""), BadNode),
        Wrong("a node whose last mention is wrong", Post("""{"node":"n","node":"a b","logs":[]}"""), BadNode),
        Wrong("no logs", Post("""{"node":"n"}"""), Logs),
        Wrong("logs of null", Post("""{"node":"n","logs":null}"""), Logs),
        Wrong("logs that are one entry", Post("""{"node":"n","logs":{"timestamp":"2026-11-22T10:00:00Z","message":"m"}}"""),
            Logs),
        Wrong("logs that are text", Post("""{"node":"n","logs":"a log"}"""), Logs),
        Wrong("logs whose last mention is wrong", Post("""{"node":"n","logs":[],"logs":7}"""), Logs),
        Wrong("a name with half a surrogate pair", Post("""{"node":"n","logs":[],"\ud800":1}"""),
            "body: has a member whose name is no Unicode; accepted: names in Unicode"),
        Wrong("nesting deeper than allowed", Post("""{"node":"n","logs":[{"fields":{"a":[[[[[1]]]]]}}]}"""),
            "body: is nested more than 8 deep; accepted: at most 8 levels") with { Limit = "INGEST_MAX_DEPTH", Maximum = 8 },
        Wrong("a hundred thousand brackets", Post(new string('[', 100_000)),
            "body: is nested more than 8 deep; accepted: at most 8 levels") with { Limit = "INGEST_MAX_DEPTH", Maximum = 8 },
        TooLarge("more entries than a batch may have", Post("""{"node":"n","logs":[1,2,3,4]}"""), "INGEST_MAX_ENTRIES", 3,
            "entries in a batch"),
        TooLarge("a body that says that it is too large", new Request($"POST {Path} HTTP/1.1\r\n", [], 262_145),
            "INGEST_MAX_BODY_BYTES", 262_144, "bytes in a body as it is sent") with { OwnApp = OwnApp.Body },
        TooLarge("chunks without end", new Request($"POST {Path} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n", Chunks(300), -1),
            "INGEST_MAX_BODY_BYTES", 262_144, "bytes in a body as it is sent") with { OwnApp = OwnApp.Body },
        TooLarge("a bomb", Request.Post(Path, Gzipped.Of(new byte[50_000_000]), "Content-Encoding: gzip"),
            "INGEST_MAX_INFLATED_BYTES", 524_288, "bytes in a body once it is decompressed"),
        TooLarge("a bomb of sound JSON", Request.Post(Path, Gzipped.Of(Encoding.UTF8.GetBytes(
            $$"""{"node":"n","logs":[],"x":"{{new string('x', 600_000)}}"}""")), "Content-Encoding: gzip"),
            "INGEST_MAX_INFLATED_BYTES", 524_288, "bytes in a body once it is decompressed"),
        Wrong("plain JSON that is said to be gzip", Request.Post(Path, """{"node":"n","logs":[]}""", "Content-Encoding: gzip"),
            NoGzip),
        Wrong("a gzip stream that is cut", Request.Post(Path, Sound[..^4], "Content-Encoding: gzip"), NoGzip),
        Wrong("a gzip stream with a wrong checksum",
            Request.Post(Path, [.. Sound[..^8], 1, 2, 3, 4, .. Sound[^4..]], "Content-Encoding: gzip"), NoGzip),
        Wrong("a gzip stream within a gzip stream", Request.Post(Path, Gzipped.Of(Sound), "Content-Encoding: gzip"), NotJson(1, 1)),
        Wrong("gzip that does not say so", Request.Post(Path, Sound), NotJson(1, 1)),
        Wrong("nothing at all as gzip", Request.Post(Path, "", "Content-Encoding: gzip"), NotJson(1, 1)),
        new("brotli", Request.Post(Path, "{}", "Content-Encoding: br"), 415, "unsupported-encoding", Encoding415),
        new("deflate", Request.Post(Path, "{}", "Content-Encoding: deflate"), 415, "unsupported-encoding", Encoding415),
        new("gzip twice in one field", Request.Post(Path, "{}", "Content-Encoding: gzip, gzip"), 415, "unsupported-encoding",
            Encoding415),
        new("two fields of encoding", Request.Post(Path, "{}", "Content-Encoding: gzip", "Content-Encoding: gzip"), 415,
            "unsupported-encoding", Encoding415),
        new("an encoding that nobody knows", Request.Post(Path, "{}", "Content-Encoding: rot13"), 415, "unsupported-encoding",
            Encoding415),
        Wrong("a parameter where none is taken", Request.Post(Path + "?node=n", """{"node":"n","logs":[]}"""),
            "node: is not a parameter of this route; accepted: no parameters"),
    ];

    private static Request Post(string body) => Request.Post(Path, body);

    private static string NotJson(int line, int at) => $"body: is not valid JSON at line {line}, byte {at}{Json.TrimEnd()}";

    /// <summary>Chunks of a KiB of blanks, which JSON allows anywhere, without the last one that would end them.</summary>
    private static byte[] Chunks(int count) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"400\r\n{new string(' ', 1024)}\r\n", count)));
}
