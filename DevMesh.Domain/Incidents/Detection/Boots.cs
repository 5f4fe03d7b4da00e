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

    /// <summary>What belongs to a boot and says nothing by itself.</summary>
    public static HashSet<TemplateSpan> LinesOf(IReadOnlyList<TemplateSpan> spans)
    {
        ILookup<string, DateTime> boots = spans
            .Where(span => FailureKinds.Of(span.Text) is { Role: Role.Boot })
            .ToLookup(span => span.Node, span => span.First, StringComparer.Ordinal);
        return boots.Count == 0
            ? []
            : [.. spans.Where(span => span.Level > Level.Err && FailureKinds.Of(span.Text) is null
                && boots[span.Node].Any(boot => span.First >= boot && span.First < boot + Length))];
    }
}
