using System.CommandLine;
using DevMesh.Domain.Access;
using DevMesh.Domain.Logs;
using DevMesh.Functions.MariaDb.Migrations;

namespace DevMesh.Functions.Commands.Keys;

/// <summary>
/// <c>keys create</c> and <c>keys rotate</c>. The file is written before the key is stored, and removed when it cannot be
/// stored: a process that is killed between the two leaves a file that opens nothing, never a key that nobody has.
/// </summary>
internal sealed class KeyIssuer(CommandServices services, InvocationConfiguration console)
{
    private readonly IKeyStore _keys = services.Get<IKeyStore>();
    private readonly TimeProvider _clock = services.Get<TimeProvider>();

    private DateTime Now => _clock.GetUtcNow().UtcDateTime;

    public async Task<int> CreateAsync(
        string name, Scope scope, string? node, FileInfo? file, bool ifMissing, CancellationToken ct)
    {
        await services.Get<Migrator>().ApplyAsync(ct);
        IReadOnlyList<StoredKey> before = await _keys.ListAsync(ct);
        if (before.Any(each => each.Name == name && each.IsActive))
        {
            return ifMissing
                ? await TellAsync(0, $"A key named {name} is active; nothing was changed.")
                : await TellAsync(
                    1,
                    $"keys create {name}: a key of that name is active; take another name, or rotate or revoke it. "
                    + "Nothing was changed.");
        }

        ApiKey key = ApiKey.Create();
        string? refusal = await IssueAsync(key, file, async () =>
            await _keys.AddAsync(new StoredKey(key.Id, name, scope, node, Now), key.Hash(), ct)
                ? null
                : "a key of that name has just been made");
        if (refusal is not null)
        {
            return await TellAsync(1, $"keys create {name}: {refusal}. No key was made.");
        }

        string allowed = scope switch
        {
            Scope.Ingest => $"send logs as node {node}, and nothing else",
            Scope.Read => "ask, and change nothing",
            _ => "do everything",
        };
        await TellAsync(0, $"The key {name} ({key.Id}) may {allowed}. {WhereIs(file)}");
        return before.Count == 0
            ? await TellAsync(
                0,
                $"It is the first key: within {KeyRing.Life.TotalSeconds} s every request but GET /health needs one.\n"
                + "A ./devmesh up that runs has to be started again, so that its feed gets one, too.")
            : 0;
    }

    public async Task<int> RotateAsync(string name, TimeSpan grace, FileInfo? file, CancellationToken ct)
    {
        await services.Get<Migrator>().ApplyAsync(ct);
        const string noKey = "no key of that name is active; ./devmesh keys list shows them";
        if (!(await _keys.ListAsync(ct)).Any(each => each.Name == name && each.IsActive))
        {
            return await TellAsync(1, $"keys rotate {name}: {noKey}. Nothing was changed.");
        }

        DateTime now = Now;
        ApiKey key = ApiKey.Create();
        StoredKey? old = null;
        string? refusal = await IssueAsync(key, file, async () =>
        {
            old = await _keys.RotateAsync(name, key.Id, key.Hash(), now, now + grace, ct);
            return old is null ? noKey : null;
        });
        return refusal is null
            ? await TellAsync(
                0, $"The key {name} is now {key.Id}; the old one ({old!.Id}) holds until {now + grace:u}. {WhereIs(file)}")
            : await TellAsync(1, $"keys rotate {name}: {refusal}. Nothing was changed.");
    }

    private static string WhereIs(FileInfo? file) => file is null
        ? "It is shown this once."
        : $"It is in {Printable.Of(file.FullName)}, and was not printed.";

    /// <returns>Why there is no key now, or null.</returns>
    private async Task<string?> IssueAsync(ApiKey key, FileInfo? file, Func<Task<string?>> storeAsync)
    {
        if (file is not null)
        {
            try
            {
                KeyFile.Write(file, key.Text());
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return file.Exists
                    ? $"{Printable.Of(file.FullName)} is there already; accepted: a file that is not there yet"
                    : $"{Printable.Of(file.FullName)} cannot be written: {Printable.Of(e.Message)}";
            }
        }

        string? refusal = "";
        try
        {
            refusal = await storeAsync();
        }
        finally
        {
            if (refusal is not null)
            {
                file?.Delete();
            }
        }

        if (refusal is null && file is null)
        {
            await console.Output.WriteLineAsync(key.Text());
        }

        return refusal;
    }

    private async Task<int> TellAsync(int code, string text)
    {
        await console.Error.WriteLineAsync(text);
        return code;
    }
}
