using Dapper;
using DevMesh.Domain.Backfill;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="ITimerRuns"/>
internal sealed class TimerRuns(Database database, TimeProvider clock) : ITimerRuns
{
    private const string Started = """
        INSERT INTO timer_runs (name, last_started) VALUES (@name, @now)
        ON DUPLICATE KEY UPDATE last_started = @now, last_finished = NULL, outcome = NULL
        """;

    private const string Finished = "UPDATE timer_runs SET last_finished = @now, outcome = @outcome WHERE name = @name";

    public Task StartedAsync(string name, CancellationToken ct) => ExecuteAsync(Started, name, null, ct);

    public Task FinishedAsync(string name, string outcome, CancellationToken ct) => ExecuteAsync(Finished, name, outcome, ct);

    private Task<int> ExecuteAsync(string sql, string name, string? outcome, CancellationToken ct) => database.RunAsync(
        connection => connection.ExecuteAsync(new CommandDefinition(
            sql, new { name, outcome, now = clock.GetUtcNow().UtcDateTime }, cancellationToken: ct)),
        ct);
}
