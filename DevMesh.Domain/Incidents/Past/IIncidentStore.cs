using DevMesh.Domain.Errors;
using DevMesh.Domain.Incidents.Explaining;

namespace DevMesh.Domain.Incidents.Past;

/// <summary>What a person found an explanation to be.</summary>
public enum Judgement
{
    Right,
    Wrong,
}

/// <summary>An explanation as it was answered. It counts as an incident once it is kept.</summary>
/// <param name="Since">Of its window, inclusive, UTC.</param>
/// <param name="Until">Exclusive.</param>
/// <param name="Nodes">Empty is the whole fleet.</param>
/// <param name="Answer">All of it, as JSON of the wire: it outlives the logs that it cites.</param>
public sealed record NewIncident(
    string Question,
    DateTime Since,
    DateTime Until,
    IReadOnlyList<string> Nodes,
    Verdict Verdict,
    string? CauseKind,
    string Summary,
    PackFingerprint Fingerprint,
    string Answer);

/// <summary>An incident in a list.</summary>
/// <param name="Title">As its keeper called it; null when they did not.</param>
public sealed record IncidentLine(
    long Id,
    DateTime CreatedAt,
    DateTime KeptAt,
    string? Title,
    string Question,
    DateTime Since,
    DateTime Until,
    IReadOnlyList<string> Nodes,
    Verdict Verdict,
    string? CauseKind,
    string Summary,
    Judgement? Judged,
    DateTime? JudgedAt,
    string? JudgedNote);

/// <param name="Answer">As it was when it was kept, JSON of the wire.</param>
public sealed record Incident(IncidentLine Line, string Answer);

/// <param name="Similarity">See <see cref="PackFingerprint.Similarity"/>.</param>
public sealed record SimilarIncident(IncidentLine Line, double Similarity);

/// <summary>Port: explanations that were given, and those of them that were kept.</summary>
/// <exception cref="StoreUnavailableException">From every method, when the database cannot be used now.</exception>
public interface IIncidentStore
{
    /// <summary>
    /// Notes an explanation, so that it can be kept as it was answered. One that nobody keeps is forgotten after a day.
    /// </summary>
    /// <returns>Its id.</returns>
    Task<long> NoteAsync(NewIncident incident, CancellationToken ct);

    /// <summary>Keeps an explanation that was noted. One that is kept already stays so, with the new title if there is one.</summary>
    /// <returns>Null when there is none of this id.</returns>
    Task<Incident?> KeepAsync(long id, string? title, CancellationToken ct);

    /// <summary>Kept incidents, newest first.</summary>
    /// <param name="beforeId">Only those with a lower id; null for the first page.</param>
    Task<IReadOnlyList<IncidentLine>> ListAsync(long? beforeId, int limit, CancellationToken ct);

    /// <summary>A kept incident; null when there is none.</summary>
    Task<Incident?> FindAsync(long id, CancellationToken ct);

    /// <summary>Notes what a person found; a later judgement takes the place of an earlier one.</summary>
    /// <returns>Null when there is no kept incident of this id.</returns>
    Task<IncidentLine?> JudgeAsync(long id, Judgement judgement, string? note, CancellationToken ct);

    /// <summary>Kept incidents that look alike, the most similar first.</summary>
    /// <param name="least">The least similarity.</param>
    Task<IReadOnlyList<SimilarIncident>> SimilarAsync(PackFingerprint fingerprint, double least, int limit, CancellationToken ct);
}
