using System.Data.Common;
using Dapper;
using DevMesh.Domain.Errors;

namespace DevMesh.Functions.MariaDb.Migrations;

/// <summary>
/// Brings the schema up to date: each migration once, in order, under a lock that several workers share. MariaDB commits each
/// DDL statement by itself, so every statement is written to be safe to repeat: one that was interrupted is run again.
/// </summary>
internal sealed class Migrator(DbDataSource source, IReadOnlyList<Migration> migrations, ILogger<Migrator> logger)
{
    private const string CreateTable = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number INT NOT NULL PRIMARY KEY,
            name VARCHAR(255) NOT NULL,
            checksum CHAR(64) CHARACTER SET ascii NOT NULL,
            applied_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)
        ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4
        """;

    /// <summary>Applies what is missing and names it.</summary>
    /// <exception cref="SchemaException">The database holds something that this program must not touch.</exception>
    public async Task<IReadOnlyList<string>> ApplyAsync(CancellationToken ct)
    {
        await using SchemaLock held = await SchemaLock.TakeAsync(source, ct);
        return await ApplyLockedAsync(held.Connection, ct);
    }

    private async Task<IReadOnlyList<string>> ApplyLockedAsync(DbConnection connection, CancellationToken ct)
    {
        IReadOnlyList<string> foreign = await ForeignTables.FindAsync(connection, migrations, ct);
        if (foreign.Count > 0)
        {
            throw new SchemaException(
                $"the database holds tables of another program under names that DevMesh needs: {string.Join(", ", foreign)}. "
                + "./devmesh takeover takes them over; with --dry-run it says what it would do. Nothing was changed");
        }

        await connection.ExecuteAsync(CreateTable);
        Dictionary<int, string> applied = (await connection.QueryAsync<(int Number, string Checksum)>(
            "SELECT number, checksum FROM schema_migrations")).ToDictionary(row => row.Number, row => row.Checksum);
        Check(applied);
        List<string> done = [];
        foreach (Migration migration in migrations.Where(each => !applied.ContainsKey(each.Number)))
        {
            foreach (string statement in migration.Statements())
            {
                // A large table takes its time to alter; only the caller's token ends it.
                await connection.ExecuteAsync(new CommandDefinition(statement, commandTimeout: 0, cancellationToken: ct));
            }

            await connection.ExecuteAsync(
                "INSERT INTO schema_migrations (number, name, checksum) VALUES (@Number, @Name, @Checksum)", migration);
            logger.Applied(migration.Name);
            done.Add(migration.Name);
        }

        return done;
    }

    private void Check(Dictionary<int, string> applied)
    {
        foreach (Migration migration in migrations)
        {
            if (applied.TryGetValue(migration.Number, out string? checksum) && checksum != migration.Checksum)
            {
                throw new SchemaException(
                    $"migration {migration.Name} was applied with another content than this program has; "
                    + "an applied migration is never edited: restore the file, or use the program that applied it");
            }
        }

        int newest = migrations.Max(migration => migration.Number);
        if (applied.Keys.Where(number => number > newest).ToArray() is { Length: > 0 } unknown)
        {
            throw new SchemaException(
                $"the database has migration {unknown.Max():000}, this program knows {newest:000}: it is older than its database");
        }
    }
}

/// <summary>The schema cannot be brought to what this program needs.</summary>
internal sealed class SchemaException(string message) : DevMeshException("schema-refused", message);
