using System.Globalization;
using DevMesh.Domain.Errors;
using Microsoft.Net.Http.Headers;

namespace DevMesh.Functions.Http;

/// <summary>The one place where an exception becomes an answer.</summary>
internal static class ProblemMap
{
    private const string TooLarge = "The request is larger than a limit";

    private static readonly TimeSpan RetryStore = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryEmbedding = TimeSpan.FromSeconds(10);

    public static Problem Of(Exception exception) => exception switch
    {
        InvalidRequestException e => Known(e, StatusCodes.Status400BadRequest, "The request is wrong") with
        {
            Field = e.Field,
            Accepted = e.Accepted,
            Limit = e.Limit,
            Maximum = e.Maximum,
        },
        LimitExceededException e => Known(e, StatusCodes.Status413PayloadTooLarge, TooLarge) with
        {
            Limit = e.Limit,
            Maximum = e.Maximum,
            Who = NodeOf(e.Node),
        },
        TooManyException e => Known(e, StatusCodes.Status429TooManyRequests, "Too many requests") with
        {
            Limit = e.Limit,
            Maximum = e.Maximum,
            Who = NodeOf(e.Node),
            Headers = [RetryAfter(e.RetryAfter)],
        },
        TookTooLongException { Code: "body-timeout" } e =>
            TooLong(e, StatusCodes.Status408RequestTimeout, "The body took too long"),
        TookTooLongException e => TooLong(e, StatusCodes.Status503ServiceUnavailable, "The query took too long") with
        {
            Headers = [RetryAfter(RetryStore)],
        },
        NotFoundException e => Known(e, StatusCodes.Status404NotFound, "Not found"),
        UnsupportedEncodingException e => Known(e, StatusCodes.Status415UnsupportedMediaType, "The body cannot be read") with
        {
            Field = HeaderNames.ContentEncoding,
            Accepted = UnsupportedEncodingException.AcceptedEncodings,
            Headers = [new(HeaderNames.AcceptEncoding, UnsupportedEncodingException.AcceptedEncodings)],
        },
        StoreUnavailableException e => Later(e, "The database cannot be used now", RetryStore),
        EmbeddingUnavailableException e => Later(e, "The embedding model cannot be used now", RetryEmbedding),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new Problem(
            "limit-exceeded", TooLarge, StatusCodes.Status413PayloadTooLarge, "The body is larger than this server reads."),
        BadHttpRequestException e => new Problem(
            "bad-http-request", "The request is not sound HTTP", e.StatusCode, "The request could not be read to its end."),
        _ => new Problem(
            "internal",
            "The server failed",
            StatusCodes.Status500InternalServerError,
            "The server failed to answer. Its log names the cause under this request_id."),
    };

    public static Problem UnknownRoute(HttpRequest request) => new(
        "unknown-route", "Not found", StatusCodes.Status404NotFound, $"There is no route {request.Method} {request.Path}.");

    public static Problem WrongMethod(HttpRequest request, string allowed) => new(
        "method-not-allowed",
        "The route has no such method",
        StatusCodes.Status405MethodNotAllowed,
        $"{request.Path} does not answer {request.Method}; accepted: {allowed}")
    {
        Accepted = allowed,
        Headers = [new(HeaderNames.Allow, allowed)],
    };

    private static Problem Known(DevMeshException exception, int status, string title) =>
        new(exception.Code, title, status, exception.Message);

    private static Problem TooLong(TookTooLongException exception, int status, string title) =>
        Known(exception, status, title) with
        {
            Limit = exception.Limit,
            Maximum = (long)exception.Maximum.TotalMilliseconds,
        };

    private static string? NodeOf(string? node) => node is null ? null : $"node {node}";

    private static Problem Later(DevMeshException exception, string title, TimeSpan retryAfter) =>
        Known(exception, StatusCodes.Status503ServiceUnavailable, title) with { Headers = [RetryAfter(retryAfter)] };

    private static KeyValuePair<string, string> RetryAfter(TimeSpan time) => new(HeaderNames.RetryAfter, Seconds(time));

    /// <summary>Whole seconds, rounded up.</summary>
    public static string Seconds(TimeSpan time) => Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
