namespace DevMesh.Shipper.Shipping;

/// <summary>How long to wait after the n-th failure in a row: doubling from half a second, capped, half of it random.</summary>
/// <param name="random">0 inclusive to 1 exclusive; spreads the nodes of a fleet after an outage.</param>
internal sealed class Backoff(Func<double> random)
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    public static readonly TimeSpan Cap = TimeSpan.FromSeconds(30);

    /// <summary>A server may ask for more than the cap, but not silence a node for longer than this.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    /// <param name="failures">1 for the first.</param>
    /// <param name="retryAfter">What the server asked for; never undercut.</param>
    public TimeSpan Delay(int failures, TimeSpan? retryAfter)
    {
        double full = Math.Min(First.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 30)), Cap.TotalMilliseconds);
        TimeSpan delay = TimeSpan.FromMilliseconds(full * (0.5 + (random() / 2)));
        TimeSpan asked = retryAfter ?? TimeSpan.Zero;
        asked = asked > LongestRetryAfter ? LongestRetryAfter : asked;
        return delay > asked ? delay : asked;
    }
}
