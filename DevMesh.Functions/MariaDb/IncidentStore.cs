using System.Data.Common;
using System.Text.Json;
using Dapper;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Incidents.Past;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="IIncidentStore"/>
internal sealed class IncidentStore(Database database, TimeProvider clock) : IIncidentStore
{
    private const string LineColumns =
        "i.id, i.created_at, i.kept_at, i.title, i.question, i.since, i.until, i.nodes, i.verdict, i.cause_kind, i.summary, "
        + "i.judged, i.judged_at, i.judged_note";

    private const string Insert = """
        INSERT INTO incidents (created_at, question, since, until, nodes, verdict, cause_kind, summary, weight, answer)
        VALUES (@now, @Question, @Since, @Until, @nodes, @verdict, @CauseKind, @Summary, @weight, @Answer)
        RETURNING id
        """;

    /// <summary>A fingerprint as a table: of [[template_id, weight], …].</summary>
    private const string Fingerprint = """
        JSON_TABLE(CONVERT(@fingerprint USING utf8mb4), '$[*]' COLUMNS (
            id BIGINT UNSIGNED PATH '$[0]' ERROR ON EMPTY ERROR ON ERROR,
            weight DOUBLE PATH '$[1]' ERROR ON EMPTY ERROR ON ERROR))
        """;

    private const string InsertTemplates =
        "INSERT INTO incident_templates (template_id, incident_id, weight) "
        + $"SELECT mine.id, @id, mine.weight FROM {Fingerprint} AS mine";

    private const string Forget = "DELETE FROM incidents WHERE kept_at IS NULL AND created_at < @before LIMIT 100";

    private const string Keep =
        "UPDATE incidents SET kept_at = COALESCE(kept_at, @now), title = COALESCE(@title, title) WHERE id = @id";

    private const string Judge = """
        UPDATE incidents SET judged = @judged, judged_at = @now, judged_note = @note WHERE id = @id AND kept_at IS NOT NULL
        """;

    private const string Similar = $"""
        SELECT {LineColumns}, i.weight, s.shared
        FROM (SELECT t.incident_id, SUM(LEAST(t.weight, mine.weight)) AS shared
              FROM {Fingerprint} AS mine
              JOIN incident_templates t ON t.template_id = mine.id
              GROUP BY t.incident_id) AS s
        JOIN incidents i ON i.id = s.incident_id AND i.kept_at IS NOT NULL
        WHERE s.shared / (i.weight + @total - s.shared) >= @least
        ORDER BY s.shared / (i.weight + @total - s.shared) DESC, i.id DESC
        LIMIT @limit
        """;

    /// <summary>How long an explanation can be kept after it was given.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    public Task<long> NoteAsync(NewIncident incident, CancellationToken ct) => database.RunUnlessLostAsync(
        async connection =>
        {
            await using DbTransaction transaction = await connection.BeginTransactionAsync(ct);
            object row = new
            {
                now = Now(),
                incident.Question,
                incident.Since,
                incident.Until,
                nodes = string.Join(',', incident.Nodes),
                verdict = incident.Verdict.ToString(),
                incident.CauseKind,
                incident.Summary,
                weight = incident.Fingerprint.Total,
                incident.Answer,
            };
            ulong id = await connection.ExecuteScalarAsync<ulong>(new CommandDefinition(Insert, row, transaction, cancellationToken: ct));
            object templates = new { id, fingerprint = JsonOf(incident.Fingerprint) };
            await connection.ExecuteAsync(new CommandDefinition(InsertTemplates, templates, transaction, cancellationToken: ct));
            await connection.ExecuteAsync(new CommandDefinition(Forget, new { before = Now() - Memory }, transaction, cancellationToken: ct));
            await transaction.CommitAsync(ct);
            return (long)id;
        },
        ct);

    public Task<Incident?> KeepAsync(long id, string? title, CancellationToken ct) => database.RunAsync(
        async connection =>
        {
            await connection.ExecuteAsync(new CommandDefinition(Keep, new { id, title, now = Now() }, cancellationToken: ct));
            return await FindAsync(connection, id, ct);
        },
        ct);

    public Task<IReadOnlyList<IncidentLine>> ListAsync(long? beforeId, int limit, CancellationToken ct) =>
        database.RunAsync<IReadOnlyList<IncidentLine>>(
            async connection =>
            {
                string before = beforeId is null ? "" : " AND i.id < @beforeId";
                IEnumerable<IncidentRow> rows = await connection.QueryAsync<IncidentRow>(new CommandDefinition(
                    $"SELECT {LineColumns} FROM incidents i WHERE i.kept_at IS NOT NULL{before} ORDER BY i.id DESC LIMIT @limit",
                    new { beforeId, limit },
                    cancellationToken: ct));
                return [.. rows.Select(row => row.ToLine())];
            },
            ct);

    public Task<Incident?> FindAsync(long id, CancellationToken ct) =>
        database.RunAsync(connection => FindAsync(connection, id, ct), ct);

    public Task<IncidentLine?> JudgeAsync(long id, Judgement judgement, string? note, CancellationToken ct) => database.RunAsync(
        async connection =>
        {
            object row = new { id, judged = judgement.ToString(), note, now = Now() };
            await connection.ExecuteAsync(new CommandDefinition(Judge, row, cancellationToken: ct));
            return (await FindAsync(connection, id, ct))?.Line;
        },
        ct);

    public Task<IReadOnlyList<SimilarIncident>> SimilarAsync(
        PackFingerprint fingerprint, double least, int limit, CancellationToken ct)
    {
        if (fingerprint.Weights.Count == 0)
        {
            return Task.FromResult<IReadOnlyList<SimilarIncident>>([]);
        }

        double total = fingerprint.Total;
        return database.RunAsync<IReadOnlyList<SimilarIncident>>(
            async connection =>
            {
                IEnumerable<IncidentRow> rows = await connection.QueryAsync<IncidentRow>(new CommandDefinition(
                    Similar, new { fingerprint = JsonOf(fingerprint), total, least, limit }, cancellationToken: ct));
                return
                [
                    .. rows.Select(row => new SimilarIncident(
                        row.ToLine(), PackFingerprint.Similarity(total, row.Weight, row.Shared))),
                ];
            },
            ct);
    }

    private static string JsonOf(PackFingerprint fingerprint) =>
        JsonSerializer.Serialize(fingerprint.Weights.Select(weight => new object[] { weight.Key, weight.Value }));

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;

    private static async Task<Incident?> FindAsync(DbConnection connection, long id, CancellationToken ct)
    {
        IncidentRow? row = await connection.QuerySingleOrDefaultAsync<IncidentRow>(new CommandDefinition(
            $"SELECT {LineColumns}, i.answer FROM incidents i WHERE i.id = @id AND i.kept_at IS NOT NULL",
            new { id },
            cancellationToken: ct));
        return row is null ? null : new Incident(row.ToLine(), row.Answer!);
    }

    /// <summary>A row as Dapper reads it; what a query does not ask for stays as it is.</summary>
    private sealed class IncidentRow
    {
        public ulong Id { get; init; }
        public DateTime Created_at { get; init; }
        public DateTime Kept_at { get; init; }
        public string? Title { get; init; }
        public string Question { get; init; } = "";
        public DateTime Since { get; init; }
        public DateTime Until { get; init; }
        public string Nodes { get; init; } = "";
        public string Verdict { get; init; } = "";
        public string? Cause_kind { get; init; }
        public string Summary { get; init; } = "";
        public string? Judged { get; init; }
        public DateTime? Judged_at { get; init; }
        public string? Judged_note { get; init; }
        public string? Answer { get; init; }
        public double Weight { get; init; }
        public double Shared { get; init; }

        public IncidentLine ToLine() => new(
            (long)Id,
            Utc(Created_at),
            Utc(Kept_at),
            Title,
            Question,
            Utc(Since),
            Utc(Until),
            Nodes.Length == 0 ? [] : Nodes.Split(','),
            Enum.Parse<Verdict>(Verdict, ignoreCase: true),
            Cause_kind,
            Summary,
            Judged is null ? null : Enum.Parse<Judgement>(Judged, ignoreCase: true),
            Judged_at is { } at ? Utc(at) : null,
            Judged_note);

        private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);
    }
}
