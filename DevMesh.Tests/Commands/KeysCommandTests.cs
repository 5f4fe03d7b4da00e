using System.Runtime.Versioning;
using DevMesh.Domain.Access;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Commands;

/// <summary>The verb as a process: what is printed where, which files come about, and what it says when it refuses.</summary>
[SupportedOSPlatform("linux")]
public sealed class KeysCommandTests(ScratchDatabase scratch) : IClassFixture<ScratchDatabase>, IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Task InitializeAsync() => scratch.ExecuteAsync("DELETE FROM api_keys");

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_key_is_printed_alone_and_once_and_the_list_and_the_database_have_no_secret()
    {
        (int code, string output, string error) = await RunAsync("create", "gpu", "--scope", "ingest", "--node", "gpu-node");
        Assert.Equal(0, code);
        Assert.Matches("^dm_[0-9a-f]{12}_[0-9a-f]{64}\n$", output);
        Assert.True(ApiKey.TryParse(output.TrimEnd(), out ApiKey? key));
        string secret = output.TrimEnd()[^64..];
        Assert.Contains($"The key gpu ({key.Id}) may send logs as node gpu-node", error, StringComparison.Ordinal);
        Assert.Contains("It is the first key: within 5 s every request but GET /health", error, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, error, StringComparison.Ordinal);

        (code, string list, string listError) = await RunAsync("list");
        Assert.Equal((0, ""), (code, listError));
        string[] lines = list.TrimEnd().Split('\n');
        Assert.Equal("name id scope node created last used state", Squeezed(lines[0]));
        Assert.Matches($"^gpu {key.Id} ingest gpu-node [0-9-]+ [0-9:]+Z never active$", Squeezed(Assert.Single(lines[1..])));
        Assert.Equal(
            (Convert.ToHexString(key.Hash()), 0),
            (await scratch.ScalarAsync<string>("SELECT HEX(secret_hash) FROM api_keys"),
                await scratch.ScalarAsync<int>(
                    "SELECT COUNT(*) FROM api_keys WHERE INSTR(CONCAT(id, name, scope, node), @secret)", new { secret })));
    }

    [Fact]
    public async Task A_file_is_written_for_its_owner_alone_and_never_over_another_one()
    {
        string path = _folder["read.key"];
        (int code, string output, _) = await RunAsync("create", "dashboard", "--scope", "read", "--out", path);
        Assert.Equal((0, ""), (code, output));
        Assert.Matches("^dm_[0-9a-f]{12}_[0-9a-f]{64}\n$", await File.ReadAllTextAsync(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
        string before = await File.ReadAllTextAsync(path);

        (code, output, string error) = await RunAsync("create", "other", "--scope", "read", "--out", path);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains($"{path} is there already", error, StringComparison.Ordinal);
        Assert.Equal((before, 1), (await File.ReadAllTextAsync(path), await CountAsync()));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_makes_no_key_and_a_key_that_cannot_be_made_leaves_no_file()
    {
        (int code, string output, string error) =
            await RunAsync("create", "a", "--scope", "admin", "--out", _folder["no/such/folder"]);
        Assert.Equal((1, "", 0), (code, output, await CountAsync()));
        Assert.Contains("cannot be written", error, StringComparison.Ordinal);

        await scratch.ExecuteAsync("RENAME TABLE api_keys TO elsewhere");
        try
        {
            (code, output, _) = await RunAsync("create", "a", "--scope", "admin", "--out", _folder["a.key"]);
        }
        finally
        {
            await scratch.ExecuteAsync("RENAME TABLE elsewhere TO api_keys");
        }

        Assert.Equal((1, ""), (code, output));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task If_missing_succeeds_without_change_while_a_key_of_the_name_is_active_and_makes_one_when_it_was_revoked()
    {
        await RunAsync("create", "up.feed", "--scope", "admin");
        (int code, string output, string error) = await RunAsync("create", "up.feed", "--scope", "admin");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("a key of that name is active", error, StringComparison.Ordinal);
        (code, output, _) = await RunAsync("create", "up.feed", "--scope", "admin", "--if-missing", "--out", _folder["feed.key"]);
        Assert.Equal((0, "", false), (code, output, File.Exists(_folder["feed.key"])));

        (code, output, error) = await RunAsync("revoke", "up.feed");
        Assert.Equal(0, code);
        Assert.Matches("^revoked up.feed \\([0-9a-f]{12}\\); servers refuse it within 5 s\n$", output);
        Assert.Contains("No key is left that holds", error, StringComparison.Ordinal);
        (code, _, _) = await RunAsync("create", "up.feed", "--scope", "admin", "--if-missing", "--out", _folder["feed.key"]);
        Assert.Equal((0, true), (code, File.Exists(_folder["feed.key"])));
    }

    [Fact]
    public async Task Rotation_makes_a_successor_of_the_same_scope_and_tells_until_when_the_old_one_holds()
    {
        (_, string first, _) = await RunAsync("create", "gpu", "--scope", "ingest", "--node", "gpu-node");
        (int code, string second, string error) = await RunAsync("rotate", "gpu", "--grace", "2h");
        Assert.Equal(0, code);
        Assert.NotEqual(first, second);
        Assert.Contains($"the old one ({first[3..15]}) holds until ", error, StringComparison.Ordinal);

        (_, string list, _) = await RunAsync("list");
        string[] lines = [.. list.TrimEnd().Split('\n')[1..].Select(Squeezed)];
        Assert.Matches($"^gpu {second[3..15]} ingest gpu-node .* never active$", lines[0]);
        Assert.Matches($"^gpu {first[3..15]} ingest gpu-node .* never rotated, holds until 2", lines[1]);

        (code, string output, _) = await RunAsync("revoke", "gpu");
        Assert.Equal(0, code);
        Assert.Contains(first[3..15], output, StringComparison.Ordinal);
        Assert.Contains(second[3..15], output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--node: is missing", "create", "a", "--scope", "ingest")]
    [InlineData("--node: is given; accepted: only with --scope ingest", "create", "a", "--scope", "read", "--node", "n")]
    [InlineData("--node: is not the name of a node", "create", "a", "--scope", "ingest", "--node", "n n")]
    [InlineData("--scope: 'write' is not accepted; accepted: ingest, read, admin", "create", "a", "--scope", "write")]
    [InlineData("--scope", "create", "a")]
    [InlineData("NAME: is not the name of a key", "create", "a b", "--scope", "read")]
    [InlineData("--grace: '1 week' is not accepted", "rotate", "a", "--grace", "1 week")]
    [InlineData("--grace: '91d' is not accepted", "rotate", "a", "--grace", "91d")]
    [InlineData("keys rotate a: no key of that name is active", "rotate", "a")]
    [InlineData("keys revoke a: no key of that name holds", "revoke", "a")]
    public async Task What_is_not_accepted_is_told_and_makes_nothing(string told, params string[] args)
    {
        (int code, string output, string error) = await RunAsync(args);
        Assert.Equal(1, code);
        Assert.Contains(told, error, StringComparison.Ordinal);
        Assert.DoesNotContain("dm_", output, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Without_its_database_it_says_so_and_makes_neither_key_nor_file()
    {
        (int code, string output, string error) = await Verb.RunAsync(
            "Server=127.0.0.1;Port=1;Database=x;User ID=x;SslMode=Disabled",
            ["keys", "create", "a", "--scope", "admin", "--out", _folder["a.key"]]);
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("the database cannot be used: ", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private static string Squeezed(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) =>
        Verb.RunAsync(scratch.ConnectionString, ["keys", .. args]);

    private Task<int> CountAsync() => scratch.ScalarAsync<int>("SELECT COUNT(*) FROM api_keys");
}
