using System.Text.Json;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Incidents;
using DevMesh.Domain.Incidents.Past;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Functions.Http;
using DevMesh.Functions.Http.Responses;

namespace DevMesh.Functions.Explaining;

/// <summary>Explains a question as the wire has it, and notes each answer so that it can be kept as it was given.</summary>
public sealed partial class IncidentDesk(
    Explainer explainer, IIncidentStore incidents, TimeProvider clock, ILogger<IncidentDesk> logger)
{
    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    internal async Task<ExplainResponse> ExplainAsync(IncidentQuestion question, IExplainProgress? progress, CancellationToken ct)
    {
        long started = clock.GetTimestamp();
        ExplainedIncident explained = await explainer.ExplainAsync(question, progress, ct);
        ExplainResponse answer = ExplainResponse.Of(explained, clock.GetElapsedTime(started));
        return answer with { Id = await NoteAsync(explained, answer, ct) };
    }

    /// <summary>An answer that cannot be noted is an answer all the same: a database that only reads is no reason to say nothing.</summary>
    private async Task<long?> NoteAsync(ExplainedIncident explained, ExplainResponse answer, CancellationToken ct)
    {
        NewIncident incident = new(
            answer.Question,
            answer.Window.Since,
            answer.Window.Until,
            answer.Nodes,
            answer.Verdict,
            answer.CauseKind,
            answer.Summary.Text,
            PackFingerprint.Of(explained.Pack),
            JsonSerializer.Serialize(answer, WireJson.Options));
        try
        {
            return await incidents.NoteAsync(incident, ct);
        }
        catch (StoreUnavailableException e)
        {
            Log.NotNoted(logger, e);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "An explanation could not be noted, so it cannot be kept")]
        public static partial void NotNoted(ILogger logger, Exception e);
    }
}
