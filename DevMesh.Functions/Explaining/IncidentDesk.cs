using System.Text.Json;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Incidents;
using DevMesh.Domain.Incidents.Past;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Functions.Http;
using DevMesh.Functions.Http.Responses;
using DevMesh.Functions.Monitoring;

namespace DevMesh.Functions.Explaining;

/// <summary>Explains a question as the wire has it, and notes each answer so that it can be kept as it was given.</summary>
public sealed partial class IncidentDesk(
    Explainer explainer, IIncidentStore incidents, AppMetrics metrics, TimeProvider clock, ILogger<IncidentDesk> logger)
{
    /// <summary>
    /// An answer that cannot be noted is an answer all the same: a database that only reads is no reason to say nothing.
    /// </summary>
    /// <returns>Without an id when it could not be noted.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    internal async Task<ExplainResponse> ExplainAsync(IncidentQuestion question, IExplainProgress? progress, CancellationToken ct)
    {
        (ExplainResponse answer, PackFingerprint fingerprint) = await AnswerAsync(question, progress, ct);
        try
        {
            return answer with { Id = await NoteAsync(answer, fingerprint, ct) };
        }
        catch (StoreUnavailableException e)
        {
            Log.NotNoted(logger, e);
            return answer;
        }
    }

    /// <summary>Explains for somebody who wants to keep the answer, and so must have it noted.</summary>
    /// <returns>The id of the answer.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    internal async Task<long> NoteAsync(IncidentQuestion question, CancellationToken ct)
    {
        (ExplainResponse answer, PackFingerprint fingerprint) = await AnswerAsync(question, progress: null, ct);
        return await NoteAsync(answer, fingerprint, ct);
    }

    private async Task<(ExplainResponse Answer, PackFingerprint Fingerprint)> AnswerAsync(
        IncidentQuestion question, IExplainProgress? progress, CancellationToken ct)
    {
        long started = clock.GetTimestamp();
        ExplainedIncident explained = await explainer.ExplainAsync(question, progress, ct);
        metrics.Explained(explained);
        return (ExplainResponse.Of(explained, clock.GetElapsedTime(started)), PackFingerprint.Of(explained.Pack));
    }

    private Task<long> NoteAsync(ExplainResponse answer, PackFingerprint looks, CancellationToken ct) => incidents.NoteAsync(
        new NewIncident(
            answer.Question,
            answer.Window.Since,
            answer.Window.Until,
            answer.Nodes,
            answer.Verdict,
            answer.CauseKind,
            answer.Summary.Text,
            looks,
            JsonSerializer.Serialize(answer, WireJson.Options)),
        ct);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "An explanation could not be noted, so it cannot be kept")]
        public static partial void NotNoted(ILogger logger, Exception e);
    }
}
