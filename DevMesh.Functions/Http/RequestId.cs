using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace DevMesh.Functions.Http;

/// <summary>The name of a request in the answer, in problems and in the log.</summary>
internal static class RequestId
{
    public const string Header = "X-Request-Id";

    private const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>The request's id. The first call settles it, takes a sane one that was sent, and puts it into the answer.</summary>
    public static string Of(HttpContext context)
    {
        if (context.Items[typeof(RequestId)] is not string id)
        {
            id = Sent(context.Request) ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
            context.Items[typeof(RequestId)] = id;
            context.TraceIdentifier = id;
        }

        // Again each time: clearing a half-made answer also clears its headers.
        if (!context.Response.HasStarted)
        {
            context.Response.Headers[Header] = id;
        }

        return id;
    }

    private static string? Sent(HttpRequest request) =>
        request.Headers.TryGetValue(Header, out StringValues sent)
        && sent is [{ Length: > 0 and <= MaxLength } id]
        && !id.AsSpan().ContainsAnyExcept(Allowed)
            ? id
            : null;
}
