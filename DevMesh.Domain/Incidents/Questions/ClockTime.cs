using System.Runtime.InteropServices;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>Half of the day, or the night around midnight.</summary>
internal enum Half
{
    Unknown,
    Morning,
    Afternoon,
    Night,
}

/// <summary>A time of day as people write it.</summary>
/// <param name="Exact">Minutes are said, too.</param>
/// <param name="Loose">Of twelve hours: which half of the day is meant is not said.</param>
/// <param name="Whole">Any time of the hour, as 13:xx.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ClockTime(TimeSpan OfDay, bool Exact, bool Loose = false, bool Whole = false)
{
    private static readonly TimeSpan HalfDay = TimeSpan.FromHours(12);

    /// <summary>How far ahead of this clock a log may be.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(10);

    public ClockTime In(Half half)
    {
        TimeSpan early = OfDay >= HalfDay ? OfDay - HalfDay : OfDay;
        bool twelve = OfDay.Hours <= 12;
        return half switch
        {
            Half.Morning when twelve => this with { OfDay = early, Loose = false },
            Half.Afternoon when twelve => this with { OfDay = early + HalfDay, Loose = false },
            Half.Night when Loose => this with { OfDay = early.Hours >= 7 ? early + HalfDay : early, Loose = false },
            _ => this,
        };
    }

    /// <summary>Both times that a loose one can be; else the one that it is.</summary>
    public IEnumerable<TimeSpan> Readings() =>
        Loose ? [OfDay < HalfDay ? OfDay : OfDay - HalfDay, OfDay < HalfDay ? OfDay + HalfDay : OfDay] : [OfDay];

    /// <summary>
    /// This time on a day; without one the last such time. On a day that is past, one to six are hours of the afternoon, as
    /// people who mean the night say so.
    /// </summary>
    public DateTime On(DateTime? date, DateTime now)
    {
        if (date is { } past && past != now.Date)
        {
            return past + (Loose && OfDay.Hours is >= 1 and < 7 ? OfDay + HalfDay : OfDay);
        }

        DateTime[] today = [.. Readings().Select(time => now.Date + time)];
        DateTime last = today.LastOrDefault(time => time <= now + Tolerance);
        return last != default ? last : date is null ? today[^1].AddDays(-1) : today[0];
    }

    /// <summary>How long it is from this time to the next that reads like another: the shortest that both can mean.</summary>
    public (ClockTime From, TimeSpan Length) To(ClockTime other)
    {
        ClockTime first = this;
        (TimeSpan time, TimeSpan length) = Readings()
            .SelectMany(one => other.Readings().Select(two => (one, Length: Positive(two - one))))
            .MinBy(pair => pair.Length);
        return (Loose && other.Loose ? first : first with { OfDay = time, Loose = false }, length);
    }

    private static TimeSpan Positive(TimeSpan length) => length > TimeSpan.Zero ? length : length + TimeSpan.FromDays(1);
}
