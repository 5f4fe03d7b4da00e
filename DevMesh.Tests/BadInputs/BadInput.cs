using System.Text;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.BadInputs;

/// <summary>A request with one mistake in it, and the exact answer that it gets.</summary>
/// <param name="Mistake">What is wrong, in words; also the name of the test.</param>
/// <param name="Type">The last part of the problem's type; null for an answer without a problem.</param>
/// <param name="Detail">The problem's whole detail.</param>
internal sealed record BadInput(string Mistake, Request Request, int Status, string? Type, string? Detail)
{
    /// <summary>The limit that the problem must name; null when it must name none.</summary>
    public string? Limit { get; init; }

    public long? Maximum { get; init; }

    /// <summary>The reason for which the only entry of the batch is refused, where the batch is taken.</summary>
    public string? Reason { get; init; }

    /// <summary>Why only an app of its own gives this answer; null when the Functions host lets the app answer, too.</summary>
    public string? OwnApp { get; init; }

    /// <summary>400 about a part of the request, which the detail names first.</summary>
    public static BadInput Wrong(string mistake, Request request, string detail) =>
        new(mistake, request, 400, "invalid-request", detail);

    public static BadInput TooLarge(string mistake, Request request, string limit, long maximum, string unit) =>
        new(mistake, request, 413, "limit-exceeded", $"{limit}: at most {maximum} {unit}") { Limit = limit, Maximum = maximum };

    /// <summary>An entry that is refused alone.</summary>
    public static BadInput Entry(string mistake, string entry, string reason) =>
        new(mistake, Request.Post("/ingest/logs", $$"""{"node":"n","logs":[{{entry}}]}"""), 200, Type: null,
            Detail: null) { Reason = reason };
}

/// <param name="Head">The request line and the fields, without Host, Connection and the empty line.</param>
/// <param name="Length">What Content-Length says; the body's own unless told otherwise, -1 for none.</param>
internal sealed record Request(string Head, byte[] Body, long Length)
{
    public static Request Get(string target) => Send("GET", target);

    public static Request Send(string method, string target) => new($"{method} {target} HTTP/1.1\r\n", [], -1);

    public static Request Post(string target, string body, params string[] fields) =>
        Post(target, Encoding.UTF8.GetBytes(body), fields);

    public static Request Post(string target, byte[] body, params string[] fields) =>
        new($"POST {target} HTTP/1.1\r\n" + string.Concat(fields.Select(field => field + "\r\n")), body, body.Length);

    /// <summary>Sent as it stands, with nothing added.</summary>
    public static Request Raw(string bytes) => new("", Encoding.Latin1.GetBytes(bytes), -1);

    public byte[] Bytes()
    {
        string head = Head.Length == 0 ? "" : Head + "Host: localhost\r\nConnection: close\r\n"
            + (RunningApp.Key is { } key ? $"Authorization: Bearer {key}\r\n" : "")
            + (Length < 0 ? "" : $"Content-Length: {Length}\r\n") + "\r\n";
        return [.. Encoding.UTF8.GetBytes(head), .. Body];
    }
}
