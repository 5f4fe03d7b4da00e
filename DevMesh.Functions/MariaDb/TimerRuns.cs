using Dapper;
using DevMesh.Domain.Backfill;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="ITimerRuns"/>
internal sealed class TimerRuns(Database database, TimeProvider clock) : ITimerRuns
{
    private const string Register = """
        INSERT INTO timer_runs (name, done_slot) VALUES (@name, @slot)
        ON DUPLICATE KEY UPDATE done_slot = COALESCE(done_slot, @slot)
        """;

    private const string Started = """
        INSERT INTO timer_runs (name, last_started) VALUES (@name, @now)
        ON DUPLICATE KEY UPDATE last_started = @now, last_finished = NULL, outcome = NULL,
                                done = NULL, remaining = NULL, progress_at = NULL
        """;

    private const string Progress = "UPDATE timer_runs SET done = @done, remaining = @left, progress_at = @now WHERE name = @name";

    // A worker that was slow to finish must not take back what a later slot has written.
    private const string Finished = """
        UPDATE timer_runs SET last_finished = @now, outcome = @outcome,
                              done_slot = IF(@slot IS NULL, done_slot, GREATEST(COALESCE(done_slot, @slot), @slot))
        WHERE name = @name
        """;

    public Task RegisterAsync(string name, DateTime slot, CancellationToken ct) => ExecuteAsync(Register, new { name, slot }, ct);

    public Task<DateTime?> DoneSlotAsync(string name, CancellationToken ct) =>
        database.RunAsync(
            connection => connection.ExecuteScalarAsync<DateTime?>(new CommandDefinition(
                "SELECT done_slot FROM timer_runs WHERE name = @name", new { name }, cancellationToken: ct)),
            ct);

    public Task StartedAsync(string name, CancellationToken ct) => ExecuteAsync(Started, new { name, now = Now() }, ct);

    public Task ProgressAsync(string name, long done, long left, CancellationToken ct) =>
        ExecuteAsync(Progress, new { name, done, left, now = Now() }, ct);

    public Task FinishedAsync(string name, string outcome, DateTime? slot, CancellationToken ct) =>
        ExecuteAsync(Finished, new { name, outcome, slot, now = Now() }, ct);

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;

    private Task<int> ExecuteAsync(string sql, object parameters, CancellationToken ct) => database.RunAsync(
        connection => connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct)), ct);
}
