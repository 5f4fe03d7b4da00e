using System.Net.Sockets;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace DevMesh.Functions.Gateway;

/// <summary>When a request to the gateway is repeated, and when the gateway is left alone for a while.</summary>
/// <param name="Timeout">Of one request; the next attempt has its own.</param>
/// <param name="RetryDelay">Before the first repetition, with jitter; it doubles with each.</param>
/// <param name="Break">How long nothing is asked once four requests in a row or so have failed.</param>
internal sealed record GatewayPatience(TimeSpan Timeout, TimeSpan RetryDelay, TimeSpan Break)
{
    public static readonly TimeSpan DefaultRetryDelay = TimeSpan.FromMilliseconds(500);
}

/// <summary>
/// Retry around breaker around time limit for embeddings; for chats only the retry, within the time and the breaker of
/// <see cref="GatewayChat"/>. Retried are 429 and 5xx, and a connection that fails. A time limit that passes is not: a server
/// that is slow under its load would only get more of it. The breaker counts what says that the server is not well; a 429 says
/// that it is.
/// </summary>
internal static class GatewayResilience
{
    public const int Retries = 3;

    /// <summary>A gateway that asks for a longer rest is not waited for: the caller has better things to do.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(10);

    public static ResiliencePipeline<GatewayAnswer> Build(GatewayPatience patience, TimeProvider clock) =>
        new ResiliencePipelineBuilder<GatewayAnswer> { TimeProvider = clock }
            .AddRetry(Retry(patience.RetryDelay))
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<GatewayAnswer>
            {
                ShouldHandle = static args => ValueTask.FromResult(
                    args.Outcome.Exception is TimeoutRejectedException || IsOfNetwork(args.Outcome.Exception)
                    || args.Outcome.Result is { IsFailure: true }),
                FailureRatio = 0.5,
                MinimumThroughput = Retries + 1,
                SamplingDuration = TimeSpan.FromMinutes(2), // of a gateway that hangs, few requests end in a minute
                BreakDuration = patience.Break,
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = patience.Timeout })
            .Build();

    /// <param name="retryDelay">Before the first repetition, with jitter; it doubles with each.</param>
    public static ResiliencePipeline<GatewayAnswer> BuildForChat(TimeSpan retryDelay, TimeProvider clock) =>
        new ResiliencePipelineBuilder<GatewayAnswer> { TimeProvider = clock }.AddRetry(Retry(retryDelay)).Build();

    /// <summary>
    /// The socket's own exception comes out of the client when a connection is reset at the moment at which it is made.
    /// </summary>
    public static bool IsOfNetwork(Exception? exception) => exception is HttpRequestException or IOException or SocketException;

    private static RetryStrategyOptions<GatewayAnswer> Retry(TimeSpan delay) => new()
    {
        ShouldHandle = static args => ValueTask.FromResult(MayBeRepeated(args.Outcome)),
        MaxRetryAttempts = Retries,
        Delay = delay,
        MaxDelay = LongestBackoff,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        DelayGenerator = static args => ValueTask.FromResult(args.Outcome.Result?.RetryAfter),
    };

    private static bool MayBeRepeated(Outcome<GatewayAnswer> outcome) => outcome switch
    {
        { Exception: { } exception } => IsOfNetwork(exception),
        { Result: { IsPassing: true, IsTooLarge: false } answer } => answer.RetryAfter is not { } wait || wait <= LongestWait,
        _ => false,
    };
}
