using DevMesh.Domain.Incidents.Detection;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Incidents.Evidence;

/// <summary>What was looked at and is as usual: the pace of nodes, and bad lines that come at their usual rate.</summary>
internal static class NormalFindings
{
    private const int MostNodes = 12;
    private const int MostErrors = 2;

    /// <summary>
    /// Lines of level err or worse at their usual rate: they look like a cause and are none.
    /// </summary>
    public static IReadOnlyList<TemplateSpan> UsualErrors(WindowView view, IReadOnlyCollection<string> nodes,
        IReadOnlySet<TemplateSpan> unusual) =>
        [.. view.Spans
            .Where(span => span.Level <= Level.Err && span.Expected.Before > 0 && !unusual.Contains(span)
                && (nodes.Count == 0 || nodes.Contains(span.Node)))
            .OrderByDescending(span => span.Count).ThenBy(span => span.TemplateId)
                .ThenBy(span => span.Node, StringComparer.Ordinal)
            .Take(MostErrors)];

    public static string Describe(TemplateSpan span) =>
        $"as usual: {span.Count} logged on {span.Node}, {span.Expected.Count:0.#} expected "
        + $"from {span.Expected.Before} in {span.Expected.Hours} h";

    /// <summary>A sentence for each node that logs as much as usual and nothing worse.</summary>
    public static IEnumerable<NormalFinding> OfNodes(WindowView view, IncidentSubject subject, IReadOnlyList<Finding> findings)
    {
        ILookup<string, TemplateSpan> spans = view.Spans.ToLookup(span => span.Node, StringComparer.Ordinal);
        IEnumerable<string> nodes = subject.Nodes.Count > 0 ? subject.Nodes.Where(spans.Contains) : spans.Select(node => node.Key)
            .Order(StringComparer.Ordinal);
        foreach (string node in nodes.Take(MostNodes))
        {
            long count = spans[node].Sum(span => span.Count);
            int usual = spans[node].Count(span => span.Expected.Before > 0 && span.Score < Detectors.LeastScore);
            Finding[] own = [.. findings.Where(finding => finding.Node == node)];
            string also = own.Length == 0 ? "; nothing is new or out of its usual rate"
                : own.Any(finding => finding.Kind is UnusualKind.Silence or UnusualKind.Restart) ? ""
                : "; it was neither silent nor restarted";
            yield return new NormalFinding(
                $"{node}: {count} logs, {usual} of {spans[node].Count()} templates at their usual rate{also}", node, []);
        }
    }
}
