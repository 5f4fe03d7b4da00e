using DevMesh.Domain.Incidents.Detection;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Incidents.Evidence;

/// <summary>A template that may come into the timeline.</summary>
internal sealed class EntryDraft(long templateId, string text)
{
    private readonly SortedDictionary<(DateTime, long), LogEvent> _lines = [];
    private readonly List<string> _why = [];

    public long TemplateId => templateId;

    public string Text => text;

    public double Weight { get; private set; }

    /// <summary>A reason to be in the timeline, and lines that show it. The greatest weight counts.</summary>
    public void Add(string why, double weight, IEnumerable<LogEvent> lines)
    {
        Weight = Math.Max(Weight, weight);
        if (!_why.Contains(why))
        {
            _why.Add(why);
        }

        foreach (LogEvent line in lines)
        {
            _lines[(line.Timestamp, line.Id)] = line;
        }
    }

    /// <param name="spans">Of this template; may be empty when it was logged before the window only.</param>
    /// <param name="most">How many lines it may show.</param>
    public TimelineEntry Build(IReadOnlyList<TemplateSpan> spans, int most)
    {
        NodeSpan[] nodes =
        [
            .. spans.OrderBy(span => span.First).ThenBy(span => span.Node, StringComparer.Ordinal).Select(span => new NodeSpan(
                span.Node, span.Service, span.Count, span.First, span.Last, span.Expected.Hours == 0 ? null
                    : Math.Round(span.Expected.Count, 3))),
        ];
        PackLog[] examples = [.. Chosen(most).Select(Line)];
        return new TimelineEntry(
            templateId,
            text,
            spans.Count > 0 ? spans.Min(span => span.Level) : _lines.Values.Min(line => line.Level),
            nodes,
            nodes.Sum(node => node.Count),
            nodes.Length > 0 ? nodes.Min(node => node.First) : examples[0].Timestamp,
            nodes.Length > 0 ? nodes.Max(node => node.Last) : examples[^1].Timestamp,
            examples,
            [.. _why]);
    }

    public bool HasLines => _lines.Count > 0;

    /// <summary>The first line of each node, then others as there is room, oldest first.</summary>
    private IEnumerable<LogEvent> Chosen(int most)
    {
        LogEvent[] first = [.. _lines.Values.DistinctBy(line => line.Node).Take(most)];
        return first.Concat(_lines.Values.Where(line => !first.Contains(line)).Take(most - first.Length))
            .OrderBy(line => line.Timestamp).ThenBy(line => line.Id);
    }

    private static PackLog Line(LogEvent log) => new(log.Id, log.Timestamp, log.Node, log.Service, log.Level, Cut(log.Message));

    private static string Cut(string message)
    {
        if (message.Length <= PackLog.MaxMessage)
        {
            return message;
        }

        int end = char.IsHighSurrogate(message[PackLog.MaxMessage - 1]) ? PackLog.MaxMessage - 1 : PackLog.MaxMessage;
        return $"{message[..end]}… ({message.Length - end} more characters)";
    }
}
