using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace DevMesh.Functions.Gateway;

/// <summary>What the gateway answered to one request, whatever its status.</summary>
/// <param name="RetryAfter">How long it asks to be left alone; null when it does not say.</param>
internal sealed record GatewayAnswer(HttpStatusCode Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter)
{
    /// <summary>How much of an error's body is looked at.</summary>
    private const int ErrorBytes = 4096;

    private static readonly string[] TooLongPhrases =
    [
        "context length", "context_length", "context window", "contextwindow", "maximum context",
        "input length", "too long", "too many tokens", "maximum length", "max_tokens_per_request", "less than 512 tokens",
    ];

    public bool IsOk => Status == HttpStatusCode.OK;

    /// <summary>Asking again some moments later may help.</summary>
    public bool IsPassing => Status == HttpStatusCode.TooManyRequests || IsBroken;

    public bool IsBroken => (int)Status >= 500;

    /// <summary>The server, and not the texts, is what is wrong. A 429 says that it is well.</summary>
    public bool IsFailure => IsBroken && !IsTooLarge;

    /// <summary>
    /// The texts are too many or too long. Servers tell it in different ways: by 413, or by 400, 422 or even 500 with words
    /// about the context.
    /// </summary>
    public bool IsTooLarge =>
        Status == HttpStatusCode.RequestEntityTooLarge
        || (!IsOk && Status != HttpStatusCode.TooManyRequests && Error.ContainsAny(TooLongPhrases));

    /// <summary>The texts, or one of them, are not to its liking.</summary>
    public bool IsRefusal => Status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity;

    /// <summary>A 404 that means the route; servers that have it answer with words about the model.</summary>
    public bool IsRouteMissing => Status == HttpStatusCode.NotFound && !Error.Contains("model", StringComparison.OrdinalIgnoreCase);

    private string Error => field ??= Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, ErrorBytes)]);

    public static async Task<GatewayAnswer> OfAsync(HttpResponseMessage response, TimeProvider clock, CancellationToken ct) => new(
        response.StatusCode,
        await response.Content.ReadAsByteArrayAsync(ct),
        Wait(response.Headers.RetryAfter, clock));

    private static TimeSpan? Wait(RetryConditionHeaderValue? header, TimeProvider clock) =>
        header?.Delta is { } delta ? delta
        : header?.Date is { } date ? (date > clock.GetUtcNow() ? date - clock.GetUtcNow() : TimeSpan.Zero)
        : null;
}

internal static class StringExtensions
{
    public static bool ContainsAny(this string text, string[] phrases) =>
        phrases.Any(phrase => text.Contains(phrase, StringComparison.OrdinalIgnoreCase));
}
