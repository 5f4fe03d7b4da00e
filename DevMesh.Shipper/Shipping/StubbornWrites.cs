using Microsoft.Extensions.Logging;

namespace DevMesh.Shipper.Shipping;

/// <summary>
/// Waits until the disk takes what must be on it. A full disk stops the sending, as a server that is away does, and costs no
/// entry: the journal is read on when there is room again.
/// </summary>
internal sealed partial class StubbornWrites(Backoff backoff, Counters counters, TimeProvider clock, ILogger log)
{
    private readonly LogPace _pace = new(clock);

    /// <summary>Writes until it succeeds.</summary>
    /// <exception cref="OperationCanceledException">It did not before the cancellation.</exception>
    public Task DoAsync(Action write, CancellationToken ct) => DoAsync(write, write, ct);

    /// <param name="again">Repeats what <paramref name="first"/> could not write.</param>
    /// <inheritdoc cref="DoAsync(Action, CancellationToken)"/>
    public async Task DoAsync(Action first, Action again, CancellationToken ct)
    {
        for (int failures = 0; ; failures++)
        {
            TimeSpan delay;
            try
            {
                (failures == 0 ? first : again)();
                if (failures > 0)
                {
                    counters.Answered();
                }

                return;
            }
            catch (IOException e)
            {
                counters.Troubled($"the state cannot be written: {e.Message}", clock.GetUtcNow());
                delay = backoff.Delay(failures + 1, retryAfter: null);
                if (_pace.IsDue())
                {
                    LogWaiting(log, e.Message, delay.TotalSeconds);
                }
            }

            await Task.Delay(delay, clock, ct);
        }
    }

    [LoggerMessage(6, LogLevel.Error,
        "the state cannot be written, nothing is sent until it can; next attempt in {Seconds:N1} s (told once a minute at most): {Reason}")]
    private static partial void LogWaiting(ILogger log, string reason, double seconds);
}
