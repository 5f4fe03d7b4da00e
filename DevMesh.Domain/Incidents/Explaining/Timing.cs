namespace DevMesh.Domain.Incidents.Explaining;

/// <summary>What the times of two events say of their being cause and effect.</summary>
internal static class Timing
{
    /// <summary>What comes as often as this goes on, rather than to come by chance at that time.</summary>
    private const int Lasting = 3;

    private static readonly TimeSpan Together = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LongOver = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan JustAfter = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Right before what it explains is where a cause is expected; half an hour before is possible. 0 to 1, for a trouble that
    /// comes after.
    /// </summary>
    public static double Nearness(PackEvent cause, PackEvent trouble) => (trouble.At - cause.At).TotalMinutes switch
    {
        <= 3 => 1,
        <= 6 => 0.9,
        <= 10 => 0.8,
        <= 15 => 0.65,
        <= 20 => 0.55,
        <= 30 => 0.45,
        _ => 0.35,
    };

    /// <summary>How much a trouble from before speaks against a cause: what was long over is most likely another matter.</summary>
    public static double Persistence(PackEvent trouble, PackEvent cause) =>
        cause.At - trouble.Thing.Until <= LongOver ? 1 : 0.3;

    /// <summary>1 when both begin at about the same time, the cause first; else 0.</summary>
    public static double Fit(PackEvent cause, PackEvent trouble) =>
        trouble.At - cause.At <= Together && cause.At - trouble.At <= JustAfter ? 1 : 0;

    /// <summary>Whether it goes on while the trouble does, for half of its time or more.</summary>
    public static bool Lasts(PackEvent cause, IReadOnlyCollection<PackEvent> troubles)
    {
        if (cause.Count < Lasting || troubles.Count == 0)
        {
            return false;
        }

        DateTime since = troubles.Min(each => each.At);
        DateTime until = troubles.Max(each => each.Thing.Until);
        return ((cause.Thing.Until < until ? cause.Thing.Until : until) - (cause.At > since ? cause.At : since)) * 2
            >= until - since;
    }
}
