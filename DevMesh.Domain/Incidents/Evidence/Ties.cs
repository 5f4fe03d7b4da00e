using DevMesh.Domain.Incidents.Detection;
using DevMesh.Domain.Incidents.Kinds;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search.Values;

namespace DevMesh.Domain.Incidents.Evidence;

/// <summary>What ties a finding of another node to those of the node that is looked at.</summary>
/// <param name="Value">Null when only the time does.</param>
/// <param name="Logs">Lines of both nodes that have the value; of the other node alone when only the time ties them.</param>
internal sealed record Tie(Finding Finding, string? Value, IReadOnlyList<LogEvent> Logs);

internal static class Ties
{
    private const double LeastWeight = 7;
    private const int LinesOfEach = 2;

    /// <summary>Ties of the findings of other nodes to those of the focus, earliest first.</summary>
    /// <param name="lines">The lines of a finding.</param>
    public static IReadOnlyList<Tie> Find(
        IReadOnlyList<Finding> findings, IReadOnlyCollection<string> focus, Func<Finding, IReadOnlyList<LogEvent>> lines)
    {
        LogEvent[] own = [.. findings.Where(finding => focus.Contains(finding.Node)).SelectMany(lines).DistinctBy(log => log.Id)
            .OrderBy(log => log.Id)];
        (LogEvent Log, HashSet<string> Values)[] ownValues = [.. own.Select(log => (log, ValuesOf(log.Message)))];
        List<Tie> ties = [];
        foreach (Finding finding in findings
            .Where(finding => finding.Weight >= LeastWeight && !focus.Contains(finding.Node))
            .OrderBy(finding => finding.At).ThenBy(finding => finding.Node, StringComparer.Ordinal)
                .ThenBy(finding => finding.Span?.TemplateId))
        {
            LogEvent[] theirs = [.. lines(finding).Take(LinesOfEach)];
            if ((ByName(finding.Node, theirs, own, focus) ?? ByValue(theirs, ownValues)) is var (value, logs))
            {
                ties.Add(new Tie(finding, value, logs));
            }
            else if (finding.Failure is { Role: Role.Root or Role.Fault or Role.Boot or Role.Shutdown }
                || finding.Kind is UnusualKind.Silence)
            {
                ties.Add(new Tie(finding, Value: null, theirs));
            }
        }

        return ties;
    }

    /// <summary>Values of a message by which logs are found: addresses, ids, names with numbers.</summary>
    public static HashSet<string> ValuesOf(string message)
    {
        HashSet<string> values = new(StringComparer.OrdinalIgnoreCase);
        ValueTokens tokens = new(message.AsSpan(0, Math.Min(message.Length, ValueKeys.MaxCharacters)));
        while (tokens.MoveNext() && values.Count < ValueKeys.MaxKeys)
        {
            ReadOnlySpan<char> key = ValueShape.KeyOf(tokens.Current, out ReadOnlySpan<char> second);
            if (!key.IsEmpty)
            {
                values.Add(key.ToString());
            }

            if (!second.IsEmpty)
            {
                values.Add(second.ToString());
            }
        }

        return values;
    }

    private static (string Value, LogEvent[] Logs)? ByName(string node, LogEvent[] theirs, LogEvent[] own,
        IReadOnlyCollection<string> focus)
    {
        LogEvent[] naming = [.. own.Where(log => KnownNames.Stands(log.Message, node)).Take(LinesOfEach)];
        if (naming.Length > 0)
        {
            return (node, [.. naming, .. theirs]);
        }

        string? named = focus.FirstOrDefault(name => theirs.Any(log => KnownNames.Stands(log.Message, name)));
        return named is null ? null : (named, theirs);
    }

    private static (string Value, LogEvent[] Logs)? ByValue(LogEvent[] theirs, (LogEvent Log, HashSet<string> Values)[] own)
    {
        foreach (LogEvent log in theirs)
        {
            foreach (string value in ValuesOf(log.Message).Order(StringComparer.Ordinal))
            {
                LogEvent[] sharing = [.. own.Where(each => each.Values.Contains(value)).Select(each => each.Log)
                    .Take(LinesOfEach)];
                if (sharing.Length > 0)
                {
                    return (value, [.. sharing, .. theirs]);
                }
            }
        }

        return null;
    }
}
