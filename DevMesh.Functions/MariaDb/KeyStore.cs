using System.Data.Common;
using Dapper;
using DevMesh.Domain.Access;

namespace DevMesh.Functions.MariaDb;

/// <inheritdoc cref="IKeyStore"/>
internal sealed class KeyStore(Database database) : IKeyStore
{
    private const string Columns = """
        id, name, scope, node,
        created_at AS CreatedAt, last_used_at AS LastUsedAt, expires_at AS ExpiresAt, revoked_at AS RevokedAt
        """;

    private const string Holding = "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > @now)";

    private const string Read = $"""
        SELECT {Columns}, secret_hash AS SecretHash FROM api_keys WHERE {Holding};
        SELECT EXISTS (SELECT 1 FROM api_keys);
        """;

    // The assignment changes nothing, so that a name that is taken counts no affected row.
    private const string Insert = """
        INSERT INTO api_keys (id, name, scope, node, secret_hash, created_at)
        VALUES (@Id, @Name, @Scope, @Node, @Hash, @CreatedAt)
        ON DUPLICATE KEY UPDATE name = name
        """;

    private const string NoteUse =
        "UPDATE api_keys SET last_used_at = GREATEST(COALESCE(last_used_at, @Value), @Value) WHERE id = @Key";

    public Task<KeySet?> ReadAsync(DateTime now, CancellationToken ct) => database.RunAsync<KeySet?>(
        async connection =>
        {
            try
            {
                await using SqlMapper.GridReader found = await connection.QueryMultipleAsync(
                    new CommandDefinition(Read, new { now }, cancellationToken: ct));
                KnownKey[] keys = [.. (await found.ReadAsync<Row>()).Select(row => new KnownKey(row.ToKey(), row.SecretHash))];
                return new KeySet(keys, await found.ReadSingleAsync<bool>());
            }
            catch (DbException e) when (Driver.IsNoSuchTable(e))
            {
                return null;
            }
        },
        ct);

    public Task<IReadOnlyList<StoredKey>> ListAsync(CancellationToken ct) => database.RunAsync<IReadOnlyList<StoredKey>>(
        async connection =>
        [
            .. (await connection.QueryAsync<Row>(new CommandDefinition(
                $"SELECT {Columns} FROM api_keys ORDER BY name, created_at DESC, id", cancellationToken: ct)))
                .Select(row => row.ToKey()),
        ],
        ct);

    // Not again once the connection is lost: what is stored already would look like a name that is taken.
    public Task<bool> AddAsync(StoredKey key, byte[] secretHash, CancellationToken ct) => database.RunUnlessLostAsync(
        connection => InsertAsync(connection, key, secretHash, transaction: null, ct), ct);

    public Task<StoredKey?> RotateAsync(
        string name, string newId, byte[] newHash, DateTime now, DateTime oldEnds, CancellationToken ct) =>
        database.RunUnlessLostAsync(
        async connection =>
        {
            await using DbTransaction transaction = await connection.BeginTransactionAsync(ct);
            Row? row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
                $"SELECT {Columns} FROM api_keys WHERE active_name = @name FOR UPDATE", new { name }, transaction,
                cancellationToken: ct));
            if (row is null)
            {
                return null;
            }

            StoredKey old = row.ToKey() with { ExpiresAt = oldEnds };
            await connection.ExecuteAsync(new CommandDefinition(
                "UPDATE api_keys SET expires_at = @oldEnds WHERE id = @Id", new { oldEnds, old.Id }, transaction,
                cancellationToken: ct));
            await InsertAsync(connection, new StoredKey(newId, name, old.Scope, old.Node, now), newHash, transaction, ct);
            await transaction.CommitAsync(ct);
            return old;
        },
        ct);

    public Task<IReadOnlyList<StoredKey>> RevokeAsync(string name, DateTime now, CancellationToken ct) =>
        database.RunAsync<IReadOnlyList<StoredKey>>(
            async connection =>
            {
                await using DbTransaction transaction = await connection.BeginTransactionAsync(ct);
                StoredKey[] keys = [.. (await connection.QueryAsync<Row>(new CommandDefinition(
                    $"SELECT {Columns} FROM api_keys WHERE name = @name AND {Holding} FOR UPDATE", new { name, now }, transaction,
                    cancellationToken: ct))).Select(row => row.ToKey())];
                await connection.ExecuteAsync(new CommandDefinition(
                    "UPDATE api_keys SET revoked_at = @now WHERE id = @Id", keys.Select(key => new { now, key.Id }), transaction,
                    cancellationToken: ct));
                await transaction.CommitAsync(ct);
                return keys;
            },
            ct);

    public Task NoteUseAsync(IReadOnlyCollection<KeyValuePair<string, DateTime>> used, CancellationToken ct) => database.RunAsync(
        connection => connection.ExecuteAsync(new CommandDefinition(NoteUse, used, cancellationToken: ct)), ct);

    private static async Task<bool> InsertAsync(
        DbConnection connection, StoredKey key, byte[] hash, DbTransaction? transaction, CancellationToken ct)
    {
        var row = new { key.Id, key.Name, Scope = Scopes.NameOf(key.Scope), key.Node, Hash = hash, key.CreatedAt };
        return await connection.ExecuteAsync(new CommandDefinition(Insert, row, transaction, cancellationToken: ct)) > 0;
    }

    /// <summary>A row as Dapper fills it; the driver does not say that its times are UTC.</summary>
    private sealed record Row
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public string Scope { get; init; } = "";

        public string? Node { get; init; }

        public DateTime CreatedAt { get; init; }

        public DateTime? LastUsedAt { get; init; }

        public DateTime? ExpiresAt { get; init; }

        public DateTime? RevokedAt { get; init; }

        public byte[] SecretHash { get; init; } = [];

        public StoredKey ToKey() => new(
            Id,
            Name,
            Scopes.TryParse(Scope, out Scope scope) ? scope : throw new InvalidDataException($"key {Id} has the scope '{Scope}'"),
            Node,
            Utc(CreatedAt)!.Value,
            Utc(LastUsedAt),
            Utc(ExpiresAt),
            Utc(RevokedAt));

        private static DateTime? Utc(DateTime? time) => time is null ? null : DateTime.SpecifyKind(time.Value, DateTimeKind.Utc);
    }
}
