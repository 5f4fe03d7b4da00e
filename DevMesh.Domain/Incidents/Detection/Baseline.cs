using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Questions;

namespace DevMesh.Domain.Incidents.Detection;

/// <summary>What the baseline makes one expect of a template on a node.</summary>
/// <param name="Count">Logs expected in the window; never 0.</param>
/// <param name="Dispersion">Variance over mean of its hourly counts, at least 1.</param>
/// <param name="Before">Its logs in the baseline.</param>
/// <param name="Hours">Hours of the baseline in which the node logged anything.</param>
internal sealed record Expectation(double Count, double Dispersion, long Before, int Hours)
{
    public static readonly Expectation None = new(RateTest.Expected(1, 0, 0), 1, 0, 0);
}

/// <summary>
/// The hours before a window, per template and node. A job of every night is no surprise at its hour, so the same hours of the
/// days before count beside the mean: whichever expects more.
/// </summary>
internal sealed class Baseline
{
    /// <summary>A week, and the hours of the window on the first of its days.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromDays(8);

    private const int Days = 7;

    private static readonly TimeSpan LongestPart = TimeSpan.FromDays(1);

    private readonly TimeWindow _window;
    private readonly Dictionary<(long, string), PastCount> _counts;
    private readonly Dictionary<string, HashSet<DateTime>> _covered;
    private readonly Dictionary<string, bool[]> _coveredDays;

    private Baseline(IReadOnlyList<PastCount> counts, IEnumerable<NodeHour> hours, TimeWindow window)
    {
        _window = window;
        _counts = counts.ToDictionary(count => (count.TemplateId, count.Node));
        _covered = hours.GroupBy(hour => hour.Node, StringComparer.Ordinal).ToDictionary(
            group => group.Key, group => group.Select(hour => hour.Hour).ToHashSet(), StringComparer.Ordinal);
        IReadOnlyList<TimeWindow> days = SameHours(window);
        _coveredDays = _covered.ToDictionary(
            node => node.Key, node => days.Select(day => node.Value.Any(day.Holds)).ToArray(), StringComparer.Ordinal);
    }

    /// <param name="counts">With the parts of <see cref="SameHours"/>.</param>
    /// <param name="hours">In which nodes logged anything.</param>
    public static Baseline Of(IReadOnlyList<PastCount> counts, IEnumerable<NodeHour> hours, TimeWindow window) =>
        new(counts, hours, window);

    /// <summary>The whole hours that are the baseline of a window.</summary>
    public static TimeWindow WindowBefore(TimeWindow window)
    {
        DateTime end = HourOf(window.Since);
        return new TimeWindow(end - Length, end);
    }

    /// <summary>The hours of a window on the seven days before, at most a day of them, the latest first.</summary>
    public static IReadOnlyList<TimeWindow> SameHours(TimeWindow window)
    {
        DateTime since = HourOf(window.Since);
        TimeSpan length = window.Until - since < LongestPart ? window.Until - since : LongestPart;
        return [.. Enumerable.Range(1, Days).Select(day => new TimeWindow(since.AddDays(-day), since.AddDays(-day) + length))];
    }

    /// <summary>Hours of the baseline in which a node logged anything.</summary>
    public int HoursOf(string node) => _covered.TryGetValue(node, out HashSet<DateTime>? hours) ? hours.Count : 0;

    public Expectation Of(long templateId, string node)
    {
        int covered = HoursOf(node);
        if (!_counts.TryGetValue((templateId, node), out PastCount? past))
        {
            return new Expectation(RateTest.Expected(_window.Length.TotalHours, 0, covered), 1, 0, covered);
        }

        return new Expectation(
            Math.Max(MeanOf(past), AtTheseHours(past)),
            RateTest.Dispersion(past.Count, past.Squares, covered),
            past.Count,
            covered);
    }

    /// <summary>How many logs of the window's length the mean rate makes, whatever the hour of the day.</summary>
    public double MeanOf(long templateId, string node) =>
        _counts.TryGetValue((templateId, node), out PastCount? past) ? MeanOf(past) : 0;

    private double MeanOf(PastCount past) => RateTest.Expected(_window.Length.TotalHours, past.Count, HoursOf(past.Node));

    /// <summary>The mean over the days before of the same hours, or a week ago, whichever is more.</summary>
    private double AtTheseHours(PastCount past)
    {
        int days = _coveredDays.TryGetValue(past.Node, out bool[]? covered) ? covered.Count(day => day) : 0;
        return days == 0 ? 0 : Math.Max((double)past.InParts / days, past.InLastPart);
    }

    private static DateTime HourOf(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerHour));
}
