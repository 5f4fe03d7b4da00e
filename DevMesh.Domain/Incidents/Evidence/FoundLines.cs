using DevMesh.Domain.Incidents.Detection;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Incidents.Evidence;

/// <summary>The lines of findings.</summary>
internal sealed class FoundLines
{
    private readonly ILookup<LogMoment, LogEvent> _logs;

    private FoundLines(IEnumerable<LogEvent> logs) =>
        _logs = logs.ToLookup(log => new LogMoment(log.TemplateId ?? 0, log.Node, log.Timestamp));

    public static async Task<FoundLines> ReadAsync(IPackReader reader, IEnumerable<Finding> findings, CancellationToken ct) =>
        new(await reader.LogsAsync([.. findings.SelectMany(finding => finding.Moments).Distinct()], ct));

    /// <summary>Oldest first. Of several in one microsecond the one with the smallest id.</summary>
    public IReadOnlyList<LogEvent> Of(Finding finding) =>
        [.. finding.Moments.SelectMany(moment => _logs[moment].OrderBy(log => log.Id).Take(1)).OrderBy(log => log.Timestamp)
            .ThenBy(log => log.Id)];
}
