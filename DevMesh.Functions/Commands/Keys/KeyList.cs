using System.CommandLine;
using DevMesh.Domain.Access;
using DevMesh.Functions.MariaDb.Migrations;

namespace DevMesh.Functions.Commands.Keys;

/// <summary><c>keys list</c> and <c>keys revoke</c>.</summary>
internal static class KeyList
{
    public static async Task<int> PrintAsync(CommandServices services, InvocationConfiguration console, CancellationToken ct)
    {
        await services.Get<Migrator>().ApplyAsync(ct);
        IReadOnlyList<StoredKey> keys = await services.Get<IKeyStore>().ListAsync(ct);
        if (keys.Count == 0)
        {
            await console.Error.WriteLineAsync("There is no key; ./devmesh keys create --help says how to make one.");
            return 0;
        }

        DateTime now = services.Get<TimeProvider>().GetUtcNow().UtcDateTime;
        List<string[]> rows = [["name", "id", "scope", "node", "created", "last used", "state"]];
        rows.AddRange(keys.Select(key => new[]
        {
            key.Name, key.Id, Scopes.NameOf(key.Scope), key.Node ?? "-", $"{key.CreatedAt:u}",
            key.LastUsedAt is { } used ? $"{used:u}" : "never", State(key, now),
        }));
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            await console.Output.WriteLineAsync(
                string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        return 0;
    }

    public static async Task<int> RevokeAsync(
        CommandServices services, InvocationConfiguration console, string name, CancellationToken ct)
    {
        await services.Get<Migrator>().ApplyAsync(ct);
        IKeyStore keys = services.Get<IKeyStore>();
        DateTime now = services.Get<TimeProvider>().GetUtcNow().UtcDateTime;
        IReadOnlyList<StoredKey> revoked = await keys.RevokeAsync(name, now, ct);
        if (revoked.Count == 0)
        {
            await console.Error.WriteLineAsync(
                $"keys revoke {name}: no key of that name holds; ./devmesh keys list shows them. Nothing was changed.");
            return 1;
        }

        await console.Output.WriteLineAsync(
            $"revoked {name} ({string.Join(", ", revoked.Select(key => key.Id))}); "
            + $"servers refuse it within {KeyRing.Life.TotalSeconds} s");
        if (!(await keys.ListAsync(ct)).Any(each => each.Holds(now)))
        {
            await console.Error.WriteLineAsync("No key is left that holds: nobody can send or ask until another one is made.");
        }

        return 0;
    }

    private static string State(StoredKey key, DateTime now) => key switch
    {
        { RevokedAt: { } revoked } => $"revoked {revoked:u}",
        { ExpiresAt: { } ends } when ends > now => $"rotated, holds until {ends:u}",
        { ExpiresAt: { } ended } => $"rotated, ended {ended:u}",
        _ => "active",
    };
}
