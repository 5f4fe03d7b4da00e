using DevMesh.Domain.Errors;
using DevMesh.Domain.Incidents.Detection;
using DevMesh.Domain.Incidents.Kinds;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search;

namespace DevMesh.Domain.Incidents.Evidence;

/// <summary>
/// Makes the evidence pack of a question: reads the question, counts the window against the baseline, finds what is unusual
/// and what the question asks for, and keeps what fits into the budget. Everything is read by index and in bounded amounts.
/// </summary>
public sealed class EvidencePackBuilder(
    QuestionReader questions, IPackReader reader, ILogReader logs, LogSearch search, PackOptions options)
{
    /// <summary>How many findings have their lines read: what comes after is too faint to be kept.</summary>
    private const int MostRead = 300;

    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    public async Task<EvidencePack> BuildAsync(IncidentQuestion question, CancellationToken ct) =>
        await BuildAsync(await questions.ReadAsync(question, ct), ct);

    /// <summary>The pack of a question that was read already, perhaps by somebody else.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    public async Task<EvidencePack> BuildAsync(IncidentSubject subject, CancellationToken ct)
    {
        WindowView view = await WindowView.ReadAsync(reader, subject.Window, ct);
        List<Finding> findings = Detectors.Find(view);
        foreach (Finding finding in findings.Where(finding => finding.Span is not null))
        {
            finding.Failure = finding.Span!.Failure;
        }

        Weights.Apply(findings, subject);
        Finding[] kept = [.. Ordered(findings).Take(MostRead)];
        FoundLines lines = await FoundLines.ReadAsync(reader, kept, ct);
        foreach (Finding finding in kept.Where(finding => finding.Span is not null && lines.Of(finding).Count > 0))
        {
            finding.Failure = FailureKinds.Of(lines.Of(finding)[0].Message); // its values tell more than the template
        }

        Weights.Apply(kept, subject);
        HashSet<TemplateSpan> unusual = [.. findings.Where(finding => finding.Span is not null).Select(finding => finding.Span!)];
        IReadOnlyList<TemplateSpan> usualErrors = NormalFindings.UsualErrors(view, subject.Nodes, unusual);
        return new PackAssembly(subject, view, [.. Ordered(kept)], lines, options).Build(
            await QuestionHits.FindAsync(search, subject, view.Window, ct),
            usualErrors,
            await reader.LogsAsync([.. usualErrors.Select(span => new LogMoment(span.TemplateId, span.Node, span.First))], ct),
            [.. NormalFindings.OfNodes(view, subject, findings)],
            await new MissingLogsFinder(reader, logs).FindAsync(view, subject, ct));
    }

    private static IEnumerable<Finding> Ordered(IEnumerable<Finding> findings) =>
        findings.OrderByDescending(finding => finding.Weight)
            .ThenBy(finding => finding.At)
            .ThenBy(finding => finding.Span?.TemplateId ?? 0)
            .ThenBy(finding => finding.Node, StringComparer.Ordinal)
            .ThenBy(finding => finding.Service, StringComparer.Ordinal)
            .ThenBy(finding => finding.Kind);
}
