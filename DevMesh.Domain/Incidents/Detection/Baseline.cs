using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Questions;

namespace DevMesh.Domain.Incidents.Detection;

/// <summary>What the baseline makes one expect of a template on a node.</summary>
/// <param name="Count">Logs expected in the window; never 0.</param>
/// <param name="Dispersion">Variance over mean of its hourly counts, at least 1.</param>
/// <param name="Before">Its logs in the baseline.</param>
/// <param name="Hours">Hours of the baseline in which the node logged anything.</param>
/// <param name="Elsewhere">Logs of the template on other nodes in the baseline.</param>
internal sealed record Expectation(double Count, double Dispersion, long Before, int Hours, long Elsewhere)
{
    public static readonly Expectation None = new(RateTest.Expected(1, 0, 0), 1, 0, 0, 0);
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

    private readonly TimeWindow _window;
    private readonly Dictionary<(long, string), Dictionary<DateTime, long>> _hours;
    private readonly Dictionary<string, HashSet<DateTime>> _covered;
    private readonly Dictionary<long, long> _totals;

    private Baseline(IEnumerable<HourCount> hours, TimeWindow window)
    {
        _window = window;
        HourCount[] all = [.. hours];
        _hours = all.GroupBy(hour => (hour.TemplateId, hour.Node)).ToDictionary(
            group => group.Key, group => group.GroupBy(hour => hour.Hour).ToDictionary(hour => hour.Key, hour => hour.Sum(each => each.Count)));
        _covered = all.GroupBy(hour => hour.Node, StringComparer.Ordinal).ToDictionary(
            group => group.Key, group => group.Select(hour => hour.Hour).ToHashSet(), StringComparer.Ordinal);
        _totals = all.GroupBy(hour => hour.TemplateId).ToDictionary(group => group.Key, group => group.Sum(hour => hour.Count));
    }

    /// <param name="hours">Of whole hours before the window.</param>
    public static Baseline Of(IEnumerable<HourCount> hours, TimeWindow window) => new(hours, window);

    /// <summary>The whole hours that are the baseline of a window.</summary>
    public static TimeWindow WindowBefore(TimeWindow window)
    {
        DateTime end = HourOf(window.Since);
        return new TimeWindow(end - Length, end);
    }

    /// <summary>Hours of the baseline in which a node logged anything of what was read.</summary>
    public int HoursOf(string node) => _covered.TryGetValue(node, out HashSet<DateTime>? hours) ? hours.Count : 0;

    public Expectation Of(long templateId, string node)
    {
        int covered = HoursOf(node);
        long total = _totals.GetValueOrDefault(templateId);
        if (!_hours.TryGetValue((templateId, node), out Dictionary<DateTime, long>? counts))
        {
            return new Expectation(RateTest.Expected(_window.Length.TotalHours, 0, covered), 1, 0, covered, total);
        }

        long before = counts.Values.Sum();
        double mean = RateTest.Expected(_window.Length.TotalHours, before, covered);
        double squares = counts.Values.Sum(count => (double)count * count);
        return new Expectation(
            Math.Max(mean, AtTheseHours(counts, _covered[node])),
            RateTest.Dispersion(before, squares, covered),
            before,
            covered,
            total - before);
    }

    /// <summary>The mean over the days before of the same hours, or a week ago, whichever is more.</summary>
    private double AtTheseHours(Dictionary<DateTime, long> counts, HashSet<DateTime> covered)
    {
        List<DateTime> hours = [];
        for (DateTime hour = HourOf(_window.Since); hour < _window.Until && hours.Count < 24; hour = hour.AddHours(1))
        {
            hours.Add(hour);
        }

        double sum = 0;
        double weekAgo = 0;
        int days = 0;
        for (int day = 1; day <= Days; day++)
        {
            DateTime[] then = [.. hours.Select(hour => hour.AddDays(-day))];
            if (then.Any(covered.Contains))
            {
                double count = then.Sum(hour => counts.GetValueOrDefault(hour));
                sum += count;
                days++;
                weekAgo = day == Days ? count : 0;
            }
        }

        return days == 0 ? 0 : Math.Max(sum / days, weekAgo);
    }

    private static DateTime HourOf(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerHour));
}
