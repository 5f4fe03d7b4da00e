using System.Data.Common;
using Dapper;
using DevMesh.Domain.Backfill;
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
        .. (await connection.QueryAsync<TimerRow>(new CommandDefinition(
            "SELECT name, last_started, last_finished, outcome, done, remaining, progress_at FROM timer_runs ORDER BY name",
            cancellationToken: ct)))
        .Select(row => row.ToStats()),
    ];

    private static async Task<IReadOnlyList<ModelStats>> ModelsAsync(DbConnection connection, CancellationToken ct) =>
    [
        .. (await EmbeddingModels.ListAsync(connection, ct)).Select(stored => new ModelStats(
            stored.Model.Name, stored.Model.Dimension, stored.Model.Served, stored.Templates, stored.Logs)),
    ];

    private sealed class TimerRow
    {
        public string Name { get; set; } = "";

        public DateTime? Last_started { get; set; }

        public DateTime? Last_finished { get; set; }

        public string? Outcome { get; set; }

        public long? Done { get; set; }

        public long? Remaining { get; set; }

        public DateTime? Progress_at { get; set; }

        public TimerStats ToStats() => new(
            Name, Utc(Last_started), Utc(Last_finished), Outcome,
            Done is { } done && Last_started is { } start && Progress_at is { } at
                ? TimerProgress.Of(new JobProgress(done, Remaining ?? 0, at - start), Utc(at)!.Value)
                : null);

        private static DateTime? Utc(DateTime? time) => time is { } given ? DateTime.SpecifyKind(given, DateTimeKind.Utc) : null;
    }
}
