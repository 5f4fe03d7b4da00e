using System.Data.Common;
using System.Text.RegularExpressions;
using Dapper;

namespace DevMesh.Functions.MariaDb.Migrations;

/// <summary>
/// Tables that have a name of DevMesh's and are another program's: <c>CREATE TABLE IF NOT EXISTS</c> would silently build on
/// them. Only tables whose migration was not applied yet are looked at; what a migration made is DevMesh's.
/// </summary>
internal static partial class ForeignTables
{
    public const string Migrations = "schema_migrations";

    private static readonly string[] ColumnsOfMigrations = ["number", "name", "checksum", "applied_at"];

    /// <summary>Those that lack a column which the table's migration would give it, in the order of names.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(
        DbConnection connection, IReadOnlyList<Migration> migrations, CancellationToken ct)
    {
        ILookup<string, string> present = (await connection.QueryAsync<(string Table, string Column)>(new CommandDefinition(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE()",
            cancellationToken: ct))).ToLookup(row => row.Table, row => row.Column, StringComparer.OrdinalIgnoreCase);
        bool hasMigrations = present.Contains(Migrations);
        if (hasMigrations && Lacks(present[Migrations], ColumnsOfMigrations))
        {
            hasMigrations = false; // of another program, which says nothing about ours
        }

        HashSet<int> applied = !hasMigrations ? [] :
        [
            .. await connection.QueryAsync<int>(new CommandDefinition($"SELECT number FROM {Migrations}", cancellationToken: ct)),
        ];
        return
        [
            .. migrations.Where(migration => !applied.Contains(migration.Number)).SelectMany(CreatedBy)
                .Append((Migrations, ColumnsOfMigrations))
                .Where(table => present.Contains(table.Item1) && Lacks(present[table.Item1], table.Item2))
                .Select(table => table.Item1).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The tables that a migration creates with their columns, as its file says.</summary>
    public static IEnumerable<(string Table, string[] Columns)> CreatedBy(Migration migration) =>
        migration.Statements().Select(statement => (Statement: statement, Create: Create().Match(statement)))
            .Where(each => each.Create.Success)
            .Select(each => (
                each.Create.Groups["table"].Value,
                Column().Matches(each.Statement).Select(column => column.Groups["column"].Value).ToArray()));

    private static bool Lacks(IEnumerable<string> present, string[] wanted) =>
        wanted.Except(present, StringComparer.OrdinalIgnoreCase).Any();

    [GeneratedRegex(@"\ACREATE TABLE IF NOT EXISTS (?<table>\w+) \(",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Create();

    // A column stands four deep and in small letters; keys and what goes on from a line before do not.
    [GeneratedRegex("^    `?(?<column>[a-z][a-z0-9_]*)`? ",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Column();
}
