namespace DevMesh.Shipper.Shipping;

/// <summary>
/// Lets one line a minute into the log: of an outage the first, while the line that is logged each minute anyway, the status
/// and the heartbeat tell how it goes on. Safe to use from any thread.
/// </summary>
internal sealed class LogPace(TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _last;

    /// <summary>Whether a line may be logged now; then it counts as logged.</summary>
    public bool IsDue()
    {
        lock (_lock)
        {
            long now = clock.GetTimestamp();
            if (_last is { } last && clock.GetElapsedTime(last, now) < Interval)
            {
                return false;
            }

            _last = now;
            return true;
        }
    }
}
