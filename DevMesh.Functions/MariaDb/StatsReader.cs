using System.Data.Common;
using Dapper;
using DevMesh.Domain.Stats;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="IStatsReader"/>
internal sealed class StatsReader(Database database) : IStatsReader
{
    // Every row with a template is counted in template_activity; the others are few, and first in the index.
    private const string Counts = """
        SELECT (SELECT CAST(COALESCE(SUM(count), 0) AS SIGNED) FROM template_activity),
               (SELECT COUNT(*) FROM log_events FORCE INDEX (template) WHERE template_id IS NULL),
               (SELECT COUNT(*) FROM log_templates)
        """;

    public Task<StoreStats> ReadAsync(CancellationToken ct) => database.RunAsync(
        async connection =>
        {
            (long counted, long without, long templates) = await connection.QuerySingleAsync<(long, long, long)>(
                new CommandDefinition(Counts, cancellationToken: ct));
            IEnumerable<CanonVersionStats> versions = await connection.QueryAsync<CanonVersionStats>(new CommandDefinition(
                "SELECT canon_version AS CanonVersion, COUNT(*) AS Templates FROM log_templates GROUP BY canon_version ORDER BY 1",
                cancellationToken: ct));
            return new StoreStats(
                counted + without, without, templates, await ModelsAsync(connection, ct), [.. versions], await TimersAsync(connection, ct));
        },
        ct);

    private static async Task<IReadOnlyList<TimerStats>> TimersAsync(DbConnection connection, CancellationToken ct) =>
    [
        .. (await connection.QueryAsync<(string Name, DateTime Started, DateTime? Finished, string? Outcome)>(new CommandDefinition(
            "SELECT name, last_started, last_finished, outcome FROM timer_runs ORDER BY name", cancellationToken: ct)))
        .Select(row => new TimerStats(
            row.Name,
            DateTime.SpecifyKind(row.Started, DateTimeKind.Utc),
            row.Finished is { } finished ? DateTime.SpecifyKind(finished, DateTimeKind.Utc) : null,
            row.Outcome)),
    ];

    private static async Task<IReadOnlyList<ModelStats>> ModelsAsync(DbConnection connection, CancellationToken ct)
    {
        List<ModelStats> models = [];
        foreach ((int id, string model, int dim, bool served) in await connection.QueryAsync<(int, string, int, bool)>(
            new CommandDefinition("SELECT CAST(id AS SIGNED), model, dim, served FROM embedding_models ORDER BY id", cancellationToken: ct)))
        {
            long embedded = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                $"SELECT COUNT(*) FROM {VectorStore.Table(id)}", cancellationToken: ct));
            models.Add(new ModelStats(model, dim, served, embedded));
        }

        return models;
    }
}
