using DevMesh.Tests.Support;

namespace DevMesh.Tests.BadInputs;

/// <summary>
/// What is no sound HTTP. The web server itself answers most of it, before the app hears of it: with a status and no body.
/// </summary>
internal static class SoundHttp
{
    public static IReadOnlyList<BadInput> All { get; } =
    [
        Server("no request line", "hello\r\n\r\n", 400),
        Server("a version that there is not", "GET /logs HTTP/9.9\r\nHost: d\r\n\r\n", 505),
        Server("no Host", "GET /logs HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
        Server("two Hosts", "GET /logs HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        Server("a field without a colon", "GET /logs HTTP/1.1\r\nHost: d\r\nAccept\r\n\r\n", 400),
        Server("a field with a blank before its colon", "GET /logs HTTP/1.1\r\nHost : d\r\n\r\n", 400),
        Server("a blank in the path", "GET /logs ?limit=1 HTTP/1.1\r\nHost: d\r\n\r\n", 400),
        Server("NUL in a field", "GET /logs HTTP/1.1\r\nHost: d\r\nX-Request-Id: a\0b\r\n\r\n", 400),
        Server("NUL in the path", "GET /lo\0gs HTTP/1.1\r\nHost: d\r\n\r\n", 400),
        Server("a length in words", "POST /ingest/logs HTTP/1.1\r\nHost: d\r\nContent-Length: many\r\n\r\n", 400),
        Server("a negative length", "POST /ingest/logs HTTP/1.1\r\nHost: d\r\nContent-Length: -1\r\n\r\n", 400),
        Server("two lengths", "POST /ingest/logs HTTP/1.1\r\nHost: d\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        Server("no length and no chunks", "POST /ingest/logs HTTP/1.0\r\nHost: d\r\n\r\n", 400),
        Server("an encoding of the transfer that there is not",
            "POST /ingest/logs HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
        Server("a path of 70,000 characters", $"GET /{new string('a', 70_000)} HTTP/1.1\r\nHost: d\r\n\r\n", 414),
        Server("fields of 100,000 characters", $"GET /logs HTTP/1.1\r\nHost: d\r\nX-A: {new string('a', 100_000)}\r\n\r\n", 431),
        Server("a thousand fields",
            $"GET /logs HTTP/1.1\r\nHost: d\r\n{string.Concat(Enumerable.Range(0, 1000).Select(i => $"X-{i}: 1\r\n"))}\r\n", 431),
        new("a chunk with a size that is no number",
            new Request("POST /ingest/logs HTTP/1.1\r\nTransfer-Encoding: chunked\r\n", [.. "many\r\n{}\r\n0\r\n\r\n"u8], -1),
            400, "bad-http-request", "The request could not be read to its end.")
        {
            OwnApp = OwnApp.Body,
        },
        new("a percent sign with nothing behind it", Request.Get("/logs/%"), 400, "invalid-request",
            "id: is not the id of a log; accepted: a whole number"),
        new("a path that is no UTF-8", Request.Get("/logs/%ff"), 400, "invalid-request",
            "id: is not the id of a log; accepted: a whole number"),
    ];

    private static BadInput Server(string mistake, string bytes, int status) =>
        new(mistake, Request.Raw(bytes), status, Type: null, Detail: null);
}
