using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Questions;

namespace DevMesh.Domain.Incidents.Detection;

/// <summary>A time in which a node, or a service of it, logged nothing although it usually does.</summary>
/// <param name="Service">Null for the whole node.</param>
/// <param name="LastBefore">The last log before it.</param>
/// <param name="FirstAfter">The first log after it; null when the window ends first.</param>
/// <param name="Pace">The share of the minutes before the window in which it logs, 0 to 1.</param>
internal sealed record Silence(
    string Node, string? Service, MinuteCount LastBefore, MinuteCount? FirstAfter, DateTime Until, double Pace, double Score)
{
    public DateTime Since => LastBefore.Last;

    public TimeSpan Length => Until - Since;
}

/// <summary>
/// Finds silences by minutes: when a share p of the minutes has a log, so many minutes without one come about by chance with
/// (1-p)^minutes. The score is minus its logarithm, less that of how many places there were to look.
/// </summary>
internal static class Silences
{
    private const double HighestPace = 0.95;
    private const double LeastPace = 0.08;
    private const int LeastActiveMinutes = 8;

    private static readonly TimeSpan LeastOfNode = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan LeastOfService = TimeSpan.FromMinutes(8);

    /// <param name="minutes">From <paramref name="from"/> on, ordered by time.</param>
    /// <param name="window">Silences that reach into it are told.</param>
    public static IReadOnlyList<Silence> Find(IReadOnlyList<MinuteCount> minutes, DateTime from, TimeWindow window,
        double leastScore)
    {
        List<Silence> found = [];
        foreach (IGrouping<string, MinuteCount> node in minutes.GroupBy(minute => minute.Node, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Silence[] ofNode = [.. Of([.. node], node.Key, service: null, from, window, LeastOfNode)
                .Where(silence => silence.Score >= leastScore)];
            found.AddRange(ofNode);
            foreach (IGrouping<string, MinuteCount> service in node.GroupBy(minute => minute.Service, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal))
            {
                found.AddRange(Of([.. service], node.Key, service.Key, from, window, LeastOfService)
                    .Where(silence => silence.Score >= leastScore && !ofNode.Any(whole => Overlap(whole, silence))));
            }
        }

        return found;
    }

    private static bool Overlap(Silence one, Silence other) => one.Since < other.Until && other.Since < one.Until;

    private static IEnumerable<Silence> Of(
        MinuteCount[] minutes, string node, string? service, DateTime from, TimeWindow window, TimeSpan least)
    {
        // The pace is that of the time before the window: what fails in it logs more than usual, then stops.
        int active = minutes.Where(minute => minute.First < window.Since)
            .Select(minute => minute.First.Ticks / TimeSpan.TicksPerMinute).Distinct().Count();
        if (active < LeastActiveMinutes)
        {
            yield break;
        }

        List<(MinuteCount Before, MinuteCount? After, DateTime Until)> gaps = [];
        MinuteCount latest = minutes[0];
        foreach (MinuteCount minute in minutes.Skip(1))
        {
            gaps.Add((latest, minute, minute.First));
            latest = minute.Last > latest.Last ? minute : latest;
        }

        gaps.Add((latest, null, window.Until));
        var (before, after, until) = gaps.MaxBy(gap => gap.Until - gap.Before.Last);
        TimeSpan length = until - before.Last;
        TimeSpan second = gaps.Where(gap => gap.Before != before).Select(gap => gap.Until - gap.Before.Last).DefaultIfEmpty()
            .Max();
        double pace = Math.Min(HighestPace, active / Math.Max(active, (window.Since - from).TotalMinutes));
        if (length < least || until <= window.Since || pace < LeastPace || length < 2 * second)
        {
            yield break;
        }

        double places = Math.Log(Math.Max(1, (window.Until - from).TotalMinutes));
        double score = (-(length.TotalMinutes - 1) * Math.Log(1 - pace)) - places;
        yield return new Silence(node, service, before, after, until, pace, score);
    }
}
