namespace DevMesh.Domain.Incidents.Questions;

/// <summary>What is looked at when a time of day is named.</summary>
internal static class ClockWindow
{
    /// <summary>How far "around 03:10" reaches to each side.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(30);

    /// <summary>How far before "at 14:05" one looks: what is noticed at a time began a little earlier.</summary>
    private static readonly TimeSpan JustBefore = TimeSpan.FromMinutes(15);

    /// <summary>How far before "shortly before 14:05" one looks.</summary>
    private static readonly TimeSpan Shortly = TimeSpan.FromMinutes(45);

    /// <param name="vague">It is said to be about then, so it may have begun earlier.</param>
    /// <param name="end">Until when "since" and "after" reach.</param>
    public static TimeWindow At(ClockTime clock, Lead lead, bool vague, DateTime time, DateTime end)
    {
        TimeSpan side = vague ? Around : TimeSpan.Zero;
        DateTime hour = time + TimeSpan.FromHours(1);
        return lead switch
        {
            { Bound: Bound.After, Soon: true } => new TimeWindow(time - side, hour),
            { Bound: Bound.Before, Soon: true } => new TimeWindow(time - Shortly, time + JustBefore),
            { Bound: Bound.Since or Bound.After } => new TimeWindow(time - side, end),
            { Bound: Bound.Before } => new TimeWindow(time.AddHours(-1), time + side),
            _ when clock.Whole => new TimeWindow(time, hour),
            _ => new TimeWindow(time - (vague ? Around : JustBefore), clock.Exact ? time + Around : hour),
        };
    }
}
