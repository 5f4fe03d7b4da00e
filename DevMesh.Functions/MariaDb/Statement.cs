using System.Data.Common;
using Dapper;

namespace DevMesh.Functions.MariaDb;

/// <summary>
/// Statements whose text holds ids or times. Dapper keeps each text that it meets, with code compiled for its parameters; of
/// these there is no end, and none comes twice.
/// </summary>
internal static class Statement
{
    public static CommandDefinition Once(
        string sql,
        ReadOnlySpan<(string Name, object? Value)> parameters,
        CancellationToken ct,
        DbTransaction? transaction = null)
    {
        // One by one: of a whole object given to it, Dapper would keep the compiled code even when told to keep nothing.
        DynamicParameters given = new();
        foreach ((string name, object? value) in parameters)
        {
            given.Add(name, value);
        }

        return Once(sql, given, ct, transaction);
    }

    public static CommandDefinition Once(
        string sql, DynamicParameters parameters, CancellationToken ct, DbTransaction? transaction = null) =>
        new(sql, parameters, transaction, flags: CommandFlags.Buffered | CommandFlags.NoCache, cancellationToken: ct);
}
