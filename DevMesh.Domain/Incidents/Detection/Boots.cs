using DevMesh.Domain.Incidents.Kinds;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Incidents.Detection;

/// <summary>
/// A boot writes hundreds of lines that a node has not had for long. They tell that it booted, and nothing else, so that all
/// but those that begin it, and those that are bad or of a known kind, count as one.
/// </summary>
internal static class Boots
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(2);

    /// <summary>The first lines of a boot have their times from before the clock was set, all about the same.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);

    /// <summary>What belongs to a boot and says nothing by itself.</summary>
    public static HashSet<TemplateSpan> LinesOf(IReadOnlyList<TemplateSpan> spans)
    {
        ILookup<string, DateTime> boots = spans
            .Where(span => span.Failure is { Role: Role.Boot })
            .ToLookup(span => span.Node, span => span.First, StringComparer.Ordinal);
        if (boots.Count == 0)
        {
            return [];
        }

        HashSet<TemplateSpan> first = [.. spans.Where(span => span.Failure is { Role: Role.Boot })
            .GroupBy(span => span.Node, StringComparer.Ordinal)
            .Select(node => node.MinBy(span => (span.First, span.TemplateId))!)];
        return [.. spans.Where(span => !first.Contains(span) && span.Level > Level.Err
                && span.Failure is null or { Role: Role.Boot or Role.Benign or Role.Change }
                && boots[span.Node].Any(boot => span.First >= boot - Before && span.First < boot + Length))];
    }
}
