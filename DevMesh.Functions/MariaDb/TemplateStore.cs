using System.Data.Common;
using System.Globalization;
using Dapper;
using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Templates;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="ITemplateStore"/>
internal sealed class TemplateStore(Database database) : ITemplateStore
{
    /// <summary>
    /// Having met a row of another worker as a duplicate, the server goes on counting ids from that row's, and may come upon
    /// ids which that worker has just taken: such a row counts as a duplicate, too, and is left out. What is missing after an
    /// attempt is therefore created in another one, in which those of the other worker no longer take part.
    /// </summary>
    private const int Attempts = 10;

    private const string RowsOfTemplates = """
        JSON_TABLE(CONVERT(@rows USING utf8mb4), '$[*]' COLUMNS (
            canon_hash CHAR(32) CHARACTER SET ascii PATH '$[0]' ERROR ON EMPTY ERROR ON ERROR,
            canon_version VARCHAR(16) CHARACTER SET ascii PATH '$[1]' ERROR ON EMPTY ERROR ON ERROR,
            first_seen DATETIME(6) PATH '$[2]' ERROR ON EMPTY ERROR ON ERROR,
            last_seen DATETIME(6) PATH '$[3]' ERROR ON EMPTY ERROR ON ERROR,
            canonical_text MEDIUMTEXT PATH '$[4]' ERROR ON EMPTY ERROR ON ERROR)) AS r
        """;

    private const string Find = $"""
        SELECT HEX(t.canon_hash), t.id, t.embedding_model IS NULL
        FROM {RowsOfTemplates} STRAIGHT_JOIN log_templates t ON t.canon_hash = UNHEX(r.canon_hash)
        """;

    // UTC whatever the session's time zone is, which nothing here sets: search finds changed rows by this time, and a local
    // clock that is put back for the winter would hide an hour of them.
    private const string Create = $"""
        INSERT INTO log_templates (canonical_text, canon_hash, canon_version, first_seen, last_seen, created_at, updated_at)
        SELECT r.canonical_text, UNHEX(r.canon_hash), r.canon_version, r.first_seen, r.last_seen, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)
        FROM {RowsOfTemplates}
        ON DUPLICATE KEY UPDATE id = log_templates.id
        """;

    public async Task<ResolvedTemplates> ResolveAsync(IReadOnlyCollection<NewTemplate> templates, CancellationToken ct)
    {
        // In key order, so that two workers that create the same templates wait for each other instead of deadlocking.
        NewTemplate[] ordered = [.. templates.OrderBy(template => template.Hash.Value)];
        List<ResolvedTemplates> resolved = [];
        foreach (ReadOnlyMemory<NewTemplate> part in JsonRows.Parts(ordered, template => 150 + template.Text.Length))
        {
            resolved.Add(await ResolvePartAsync(part.ToArray(), ct));
        }

        return resolved is [ResolvedTemplates one] ? one : new ResolvedTemplates(
            resolved.SelectMany(part => part.Ids).ToDictionary(),
            resolved.Sum(part => part.Created),
            [.. resolved.SelectMany(part => part.Unembedded)]);
    }

    private Task<ResolvedTemplates> ResolvePartAsync(NewTemplate[] ordered, CancellationToken ct)
    {
        int created = 0; // each statement is its own transaction: what one created stays when a later one meets a conflict
        return database.RunAsync(
            async connection =>
            {
                Dictionary<CanonHash, Found> found = await FindAsync(connection, ordered, ct);
                for (int attempt = 1; attempt <= Attempts && found.Count < ordered.Length; attempt++)
                {
                    NewTemplate[] missing = [.. ordered.Where(template => !found.ContainsKey(template.Hash))];
                    created += await CreateAsync(connection, missing, ct);
                    foreach ((CanonHash hash, Found row) in await FindAsync(connection, missing, ct))
                    {
                        found[hash] = row;
                    }
                }

                return new ResolvedTemplates(
                    found.ToDictionary(pair => pair.Key, pair => pair.Value.Id),
                    created,
                    [.. ordered.Where(template => found[template.Hash].Unembedded)
                        .Select(template => new CreatedTemplate(found[template.Hash].Id, template.Text))]);
            },
            ct);
    }

    public Task<IReadOnlyList<KeyValuePair<CanonHash, long>>> RecentAsync(int canonVersion, int limit, CancellationToken ct) =>
        database.RunAsync<IReadOnlyList<KeyValuePair<CanonHash, long>>>(
            async connection =>
            [
                .. (await connection.QueryAsync<(byte[] Hash, long Id)>(new CommandDefinition(
                    "SELECT canon_hash, id FROM log_templates WHERE canon_version = @canonVersion AND embedding_model IS NOT NULL "
                    + "ORDER BY last_seen DESC LIMIT @limit",
                    new { canonVersion = canonVersion.ToString(), limit },
                    cancellationToken: ct)))
                .Select(row => KeyValuePair.Create(CanonHash.FromBytes(row.Hash), row.Id)),
            ],
            ct);

    private static async Task<Dictionary<CanonHash, Found>> FindAsync(
        DbConnection connection, NewTemplate[] templates, CancellationToken ct)
    {
        Dictionary<CanonHash, Found> found = new(templates.Length);
        await using DbCommand command = connection.Command(Find, ("@rows", Rows(templates)));
        await using DbDataReader reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            CanonHash hash = new(UInt128.Parse(reader.GetString(0), NumberStyles.HexNumber));
            found.Add(hash, new Found(Convert.ToInt64(reader.GetValue(1)), Convert.ToInt64(reader.GetValue(2)) != 0));
        }

        return found;
    }

    /// <summary>Creates them and says how many are this worker's doing.</summary>
    private static async Task<int> CreateAsync(DbConnection connection, NewTemplate[] missing, CancellationToken ct)
    {
        await using DbCommand command = connection.Command(Create, ("@rows", Rows(missing)));
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static byte[] Rows(NewTemplate[] templates) =>
        JsonRows.Write(templates, templates.Sum(template => template.Text.Length + 120), static (writer, template) =>
        {
            writer.WriteKey(template.Hash.Value);
            writer.WriteStringValue(template.VersionText);
            writer.WriteTime(template.FirstSeen);
            writer.WriteTime(template.LastSeen);
            writer.WriteStringValue(template.Text);
        });

    private readonly record struct Found(long Id, bool Unembedded);
}
