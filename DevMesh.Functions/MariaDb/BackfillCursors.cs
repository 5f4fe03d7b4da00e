using Dapper;
using DevMesh.Domain.Backfill;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="IBackfillCursors"/>
internal sealed class BackfillCursors(Database database) : IBackfillCursors
{
    /// <summary>Moves a position forward; takes name, goal and position.</summary>
    public const string Save = """
        INSERT INTO backfill_cursors (name, goal, position, updated_at) VALUES (@name, @goal, @position, UTC_TIMESTAMP(6))
        ON DUPLICATE KEY UPDATE position = GREATEST(position, @position), updated_at = UTC_TIMESTAMP(6)
        """;

    public Task<long> ReadAsync(string name, string goal, CancellationToken ct) =>
        database.RunAsync(
            async connection => await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
                "SELECT position FROM backfill_cursors WHERE name = @name AND goal = @goal",
                new { name, goal },
                cancellationToken: ct)) ?? 0,
            ct);

    public Task SaveAsync(string name, string goal, long position, CancellationToken ct) =>
        database.RunAsync(
            connection => connection.ExecuteAsync(
                new CommandDefinition(Save, new { name, goal, position }, cancellationToken: ct)),
            ct);
}
