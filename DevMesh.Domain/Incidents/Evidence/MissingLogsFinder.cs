using DevMesh.Domain.Incidents.Detection;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Nodes;

namespace DevMesh.Domain.Incidents.Evidence;

/// <summary>Finds out of which nodes and times logs are missing, so that their absence proves nothing.</summary>
internal sealed class MissingLogsFinder(IPackReader reader, ILogReader logs)
{
    /// <summary>A node that has sent nothing for longer is gone, and no news.</summary>
    private static readonly TimeSpan LongGone = TimeSpan.FromDays(1);

    private const int MostNodes = 50;

    public async Task<IReadOnlyList<MissingLogs>> FindAsync(WindowView view, IncidentSubject subject, CancellationToken ct)
    {
        List<MissingLogs> missing = [];
        IReadOnlyList<string> known = await reader.NodesAsync(ct);
        HashSet<string> heard = view.Minutes.Where(minute => minute.First >= view.Window.Since).Select(minute => minute.Node)
            .ToHashSet(StringComparer.Ordinal);
        IEnumerable<string> looked = subject.Nodes.Count > 0 ? subject.Nodes : known.Take(MostNodes);
        foreach (string node in looked.Where(node => !heard.Contains(node)))
        {
            if (await SilentAsync(node, known.Contains(node), view.Window, subject, ct) is { } silent)
            {
                missing.Add(silent);
            }
        }

        IReadOnlyDictionary<string, ReceivedHeartbeat> heartbeats = await reader.HeartbeatsAsync(ct);
        foreach ((string node, ReceivedHeartbeat heartbeat) in heartbeats
            .Where(each => subject.Nodes.Count == 0 || subject.Nodes.Contains(each.Key))
            .OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            missing.AddRange(OfShipper(node, heartbeat, view.Window));
        }

        if (heard.Count == 0 && missing.Count == 0)
        {
            TimeWindow window = view.Window;
            missing.Add(new MissingLogs("each node", window.Since, window.Until, "no node has a log in that time", []));
        }

        return missing;
    }

    private async Task<MissingLogs?> SilentAsync(
        string node, bool isKnown, TimeWindow window, IncidentSubject subject, CancellationToken ct)
    {
        if (!isKnown)
        {
            return new MissingLogs(node, window.Since, window.Until, $"no log of a node called {node} is stored", []);
        }

        LogPage before = await logs.ListAsync(new LogFilter(Node: node, Until: window.Since), after: null, limit: 1, ct);
        DateTime? last = before.Logs.Count > 0 ? before.Logs[0].Timestamp : null;
        bool asked = subject.Nodes.Contains(node);
        if (!asked && (last is null || window.Since - last > LongGone))
        {
            return null;
        }

        string since = last is { } time ? $"its last log before is from {time:yyyy-MM-dd HH:mm:ss}"
            : "it has no earlier log either";
        return new MissingLogs(
            node, last ?? window.Since, window.Until,
                $"{node} has no log at all between {window.Since:HH:mm:ss} and {window.Until:HH:mm:ss}; {since}", []);
    }

    private static IEnumerable<MissingLogs> OfShipper(string node, ReceivedHeartbeat heartbeat, TimeWindow window)
    {
        foreach (JournalGap gap in heartbeat.Heartbeat.Gaps.Where(gap =>
            gap.Since.UtcDateTime < window.Until && gap.Until.UtcDateTime > window.Since))
        {
            yield return new MissingLogs(
                node,
                gap.Since.UtcDateTime,
                gap.Until.UtcDateTime,
                $"the shipper of {node} says that the journal lost entries between "
                    + $"{gap.Since.UtcDateTime:HH:mm:ss} and {gap.Until.UtcDateTime:HH:mm:ss}",
                []);
        }

        DateTime shipped = heartbeat.ReceivedAt.AddSeconds(-heartbeat.Heartbeat.LagS);
        if (shipped < window.Until && shipped > window.Since && heartbeat.ReceivedAt >= window.Until)
        {
            yield return new MissingLogs(
                node, shipped, window.Until,
                    $"the shipper of {node} is {heartbeat.Heartbeat.LagS:0} s behind: "
                    + $"logs after {shipped:HH:mm:ss} may not be here yet", []);
        }
    }
}
