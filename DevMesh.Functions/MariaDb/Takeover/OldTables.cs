using System.Data.Common;
using Dapper;
using DevMesh.Domain.Takeover;
using DevMesh.Functions.MariaDb.Migrations;

namespace DevMesh.Functions.MariaDb.Takeover;

/// <inheritdoc cref="IOldTables"/>
internal sealed class OldTables(Database database, DbDataSource source, IReadOnlyList<Migration> migrations) : IOldTables
{
    private const string Logs = "log_events";
    private const string Templates = "log_templates";

    /// <summary>The key that logs without one are given.</summary>
    private const string AddedKey = "devmesh_row";

    /// <summary>A table that is in use is waited for so long: the old platform still runs.</summary>
    private const int RenameSeconds = 60;

    public Task<OldDatabase> LookAsync(CancellationToken ct) => database.RunAsync(connection => LookAsync(connection, ct), ct);

    public async Task PutAsideAsync(CancellationToken ct)
    {
        await using SchemaLock held = await SchemaLock.TakeAsync(source, ct);
        DbConnection connection = held.Connection;
        OldDatabase found = await LookAsync(connection, ct);
        if (found.InTheWay.Count > 0)
        {
            // One statement: a kill leaves all of them renamed, or none.
            string renames = string.Join(", ", found.InTheWay.Select(
                table => $"{OldSql.Name(table)} TO {OldSql.Name(OldDatabase.NameAside(table))}"));
            await connection.ExecuteAsync(new CommandDefinition(
                $"SET STATEMENT lock_wait_timeout = {RenameSeconds} FOR RENAME TABLE {renames}",
                commandTimeout: RenameSeconds + 30,
                cancellationToken: ct));
        }

        if (found.Logs is { Key: null })
        {
            await connection.ExecuteAsync(new CommandDefinition(
                $"""
                ALTER TABLE {OldSql.Name(OldDatabase.NameAside(Logs))}
                ADD COLUMN {AddedKey} BIGINT UNSIGNED NOT NULL AUTO_INCREMENT, ADD UNIQUE KEY ({AddedKey})
                """,
                commandTimeout: 0,
                cancellationToken: ct));
        }
    }

    public Task<string> BeginAsync(string zone, CancellationToken ct) =>
        database.RunAsync(
            async connection =>
            {
                string? begun = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                    "SELECT goal FROM backfill_cursors WHERE name = @name", new { name = TakeoverCursors.Zone },
                        cancellationToken: ct));
                if (begun is null)
                {
                    await connection.ExecuteAsync(new CommandDefinition(
                        BackfillCursors.Save,
                        new { name = TakeoverCursors.Zone, goal = zone, position = 1 },
                        cancellationToken: ct));
                }

                return begun ?? zone;
            },
            ct);

    public Task<long?> PositionAsync(CancellationToken ct) => database.RunAsync(connection => PositionAsync(connection, ct), ct);

    public Task<IReadOnlyDictionary<string, long>> OldNodesAsync(TakeoverPlan plan, CancellationToken ct)
    {
        string node = $"COALESCE({OldSql.Text(plan.LogColumns.Node)}, '') COLLATE utf8mb4_nopad_bin";
        return NodesAsync($"SELECT {node} AS node, COUNT(*) FROM {OldSql.Name(plan.Logs.Name)} GROUP BY 1", ct);
    }

    public Task<IReadOnlyDictionary<string, long>> TakenNodesAsync(CancellationToken ct) =>
        NodesAsync("SELECT node, COUNT(*) FROM log_events WHERE `cursor` LIKE 'py:%' GROUP BY node", ct);

    public async Task<OldTablesDropped> DropAsync(CancellationToken ct)
    {
        await using SchemaLock held = await SchemaLock.TakeAsync(source, ct);
        DbConnection connection = held.Connection;
        OldDatabase found = await LookAsync(connection, ct);
        if (found.Logs is { } logs && await LeftAsync(connection, logs, ct) is > 0 and var left)
        {
            return new OldTablesDropped([], left);
        }

        string[] tables = [.. new[] { found.Logs?.Name, found.Templates?.Name }.Where(name => name is not null)
            .Select(name => name!)];
        foreach (string table in tables)
        {
            // The logs first: they may have a foreign key to the templates.
            await connection.ExecuteAsync(new CommandDefinition(
                $"DROP TABLE {OldSql.Name(table)}", commandTimeout: 0, cancellationToken: ct));
        }

        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM backfill_cursors WHERE name IN @names",
            new { names = new[] { TakeoverCursors.Position, TakeoverCursors.Zone } },
            cancellationToken: ct));
        return new OldTablesDropped(tables, 0);
    }

    /// <summary>Rows behind the position. Of a table without a key none was read yet.</summary>
    private static async Task<long> LeftAsync(DbConnection connection, OldTable logs, CancellationToken ct)
    {
        long? position = await PositionAsync(connection, ct);
        string behind = logs.Key is null || position is null ? "" : $" WHERE {OldSql.Name(logs.Key)} > @position";
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"SELECT COUNT(*) FROM {OldSql.Name(logs.Name)}{behind}",
            new { position },
            commandTimeout: 0,
            cancellationToken: ct));
    }

    private static Task<long?> PositionAsync(DbConnection connection, CancellationToken ct) =>
        connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "SELECT position FROM backfill_cursors WHERE name = @name",
            new { name = TakeoverCursors.Position },
            cancellationToken: ct));

    private Task<IReadOnlyDictionary<string, long>> NodesAsync(string sql, CancellationToken ct) =>
        database.RunAsync<IReadOnlyDictionary<string, long>>(
            async connection => (await connection.QueryAsync<(string Node, long Rows)>(new CommandDefinition(
                sql, commandTimeout: 0, cancellationToken: ct)))
                .ToDictionary(row => row.Node, row => row.Rows, StringComparer.Ordinal),
            ct);

    private async Task<OldDatabase> LookAsync(DbConnection connection, CancellationToken ct)
    {
        IReadOnlyList<string> foreign = await ForeignTables.FindAsync(connection, migrations, ct);
        foreach (string table in foreign)
        {
            if (await OldSchema.ExistsAsync(connection, OldDatabase.NameAside(table), ct))
            {
                throw new TakeoverException(
                    $"{table} is another program's, and {OldDatabase.NameAside(table)} is there as well: "
                    + "rename or drop one of them");
            }
        }

        return new OldDatabase(await TableAsync(Logs), await TableAsync(Templates), foreign);

        async Task<OldTable?> TableAsync(string name)
        {
            string table = foreign.Contains(name) ? name : OldDatabase.NameAside(name);
            return await OldSchema.ExistsAsync(connection, table, ct) ? await OldSchema.ReadAsync(connection, table, ct) : null;
        }
    }
}

/// <summary>What is remembered of the takeover, as rows of backfill_cursors.</summary>
internal static class TakeoverCursors
{
    /// <summary>The key of the row that was taken over last.</summary>
    public const string Position = "takeover";

    /// <summary>Its goal is the time zone that the takeover reads times in.</summary>
    public const string Zone = "takeover-zone";

    /// <summary>The highest id when a row was taken over last: up to it, ids are in no order of receipt.</summary>
    public const string Ids = "takeover-ids";
}
