using DevMesh.Domain.Incidents;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Incidents.Past;
using DevMesh.Domain.Incidents.Questions;

namespace DevMesh.Functions.Http.Responses;

/// <summary>What POST /explain answers.</summary>
/// <param name="Id">To keep it: POST /incidents. Null when it could not be noted.</param>
/// <param name="Model">Who wrote it; null when plain code did.</param>
/// <param name="Note">Why a model's words are not used although one is configured; null when there is nothing to say.</param>
internal sealed record ExplainResponse(
    long? Id,
    string Question,
    WindowResponse Window,
    IReadOnlyList<string> Nodes,
    IReadOnlyList<string> Services,
    Verdict Verdict,
    Claim Summary,
    Claim? LikelyCause,
    string? CauseKind,
    IReadOnlyList<Claim> Chain,
    IReadOnlyList<Claim> RuledOut,
    IReadOnlyList<Claim> NextChecks,
    WrittenBy WrittenBy,
    string? Model,
    int RemovedClaims,
    string? Note,
    IReadOnlyList<SimilarIncidentResponse> Similar,
    EvidenceResponse Evidence,
    long TookMs)
{
    public static ExplainResponse Of(ExplainedIncident explained, TimeSpan took)
    {
        (IncidentSubject subject, Explanation told) = (explained.Pack.Subject, explained.Explanation);
        return new ExplainResponse(
            Id: null,
            subject.Question.Text,
            WindowResponse.Of(subject),
            subject.Nodes,
            subject.Services,
            told.Verdict,
            told.Summary,
            told.LikelyCause,
            told.CauseKind,
            told.Chain,
            told.RuledOut,
            told.NextChecks,
            told.WrittenBy,
            told.Writer,
            told.RemovedClaims,
            explained.Unused?.Note,
            [.. explained.Similar.Select(SimilarIncidentResponse.Of)],
            EvidenceResponse.Of(explained.Pack),
            (long)took.TotalMilliseconds);
    }
}

/// <param name="Phrase">The words of the question that named the time; null when none did.</param>
internal sealed record WindowResponse(DateTime Since, DateTime Until, WindowSource Source, string? Phrase)
{
    public static WindowResponse Of(IncidentSubject subject) =>
        new(subject.Window.Since, subject.Window.Until, subject.Source, subject.Phrase);
}

/// <summary>The evidence pack as it is answered.</summary>
internal sealed record EvidenceResponse(
    IReadOnlyList<TimelineEntry> Timeline,
    IReadOnlyList<UnusualThing> Unusual,
    IReadOnlyList<TiedEvent> Tied,
    IReadOnlyList<NormalFinding> Normal,
    IReadOnlyList<MissingLogs> Missing,
    PackBudget Budget)
{
    public static EvidenceResponse Of(EvidencePack pack) =>
        new(pack.Timeline, pack.Unusual, pack.Tied, pack.Normal, pack.Missing, pack.Budget);
}

internal sealed record SimilarIncidentResponse(
    long Id, double Similarity, string? Title, string Question, DateTime Since, Verdict Verdict, string? CauseKind, string Summary, Judgement? Judged)
{
    public static SimilarIncidentResponse Of(SimilarIncident similar)
    {
        IncidentLine line = similar.Line;
        return new SimilarIncidentResponse(
            line.Id,
            Math.Round(similar.Similarity, 3),
            line.Title,
            line.Question,
            line.Since,
            line.Verdict,
            line.CauseKind,
            line.Summary,
            line.Judged);
    }
}
