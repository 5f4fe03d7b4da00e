using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Backfill;

/// <summary>
/// Port: how far each backfill came, kept in the database. Ids are given before their rows are committed, so a run begins
/// some way before the position; what appears later than that is found by the safety net, which takes no position.
/// </summary>
/// <exception cref="StoreUnavailableException">From every method, when the database cannot be used now.</exception>
public interface IBackfillCursors
{
    /// <summary>The last id that was looked at; 0 before the first.</summary>
    /// <param name="goal">What it is filled with, of at most 64 characters: another goal begins anew.</param>
    Task<long> ReadAsync(string name, string goal, CancellationToken ct);

    /// <summary>Called after the work up to there is committed: a run that is killed between looks at it again.</summary>
    Task SaveAsync(string name, string goal, long position, CancellationToken ct);
}

internal static class BackfillCursorsExtensions
{
    /// <summary>How far behind the highest id a row may still appear.</summary>
    public const int LateIds = 10_000;

    /// <summary>Where a run begins.</summary>
    public static async Task<long> StartAsync(this IBackfillCursors cursors, string name, string goal, CancellationToken ct) =>
        Math.Max(0, await cursors.ReadAsync(name, goal, ct) - LateIds);
}
