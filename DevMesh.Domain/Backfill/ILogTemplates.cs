using System.Runtime.InteropServices;
using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Backfill;

/// <summary>
/// A log that is to get another template: it has none, its template's row is gone, or its template is of older rules or of
/// foreign ones.
/// </summary>
/// <param name="Dangling">It names a template that does not exist.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct UnsettledLog(
    long Id, DateTime Timestamp, string Node, string Message, long? TemplateId, bool Dangling);

/// <param name="LastId">The last id looked at, from which the next call goes on; null when there was none left.</param>
/// <param name="LookedAt">How many logs that was.</param>
public sealed record UnsettledLogs(IReadOnlyList<UnsettledLog> Logs, long LookedAt, long? LastId);

/// <summary>A log and the template that it is to have.</summary>
public readonly record struct LogMove(UnsettledLog Log, long TemplateId);

/// <summary>Port: which template each log has.</summary>
/// <exception cref="StoreUnavailableException">From every method, when the database cannot be used now.</exception>
public interface ILogTemplates
{
    /// <summary>How many logs have an id above <paramref name="after"/>.</summary>
    Task<long> CountAsync(long after, CancellationToken ct);

    /// <summary>
    /// Logs that are to get a template of this version, by id, of those with an id above <paramref name="after"/>. A template
    /// of newer rules is left alone: another worker is ahead of this one.
    /// </summary>
    /// <param name="limit">How many to give at most; at least 1.</param>
    Task<UnsettledLogs> UnsettledAsync(int canonVersion, long after, int limit, CancellationToken ct);

    /// <summary>
    /// Gives logs their new template, moves their counts in template_activity and widens the first and last seen of the new
    /// templates, in one transaction. A log that is gone or has got another template meanwhile is left as it is.
    /// </summary>
    /// <returns>How many were moved.</returns>
    Task<int> MoveAsync(IReadOnlyList<LogMove> moves, CancellationToken ct);
}
