using DevMesh.Functions.Settings;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Docker;

/// <summary>The command with which compose makes the first API key, on a folder in place of its volume.</summary>
public sealed class AdminKeyTests(ScratchDatabase database) : IClassFixture<ScratchDatabase>, IDisposable
{
    private readonly ComposeFile.Service _service = new ComposeFile()["admin-key"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_makes_one_key_and_no_other_as_long_as_the_file_is_there()
    {
        await File.WriteAllTextAsync(_folder["connection"], database.ConnectionString + "\n");
        Assert.Equal(0, (await RunAsync()).Code);
        Assert.Matches("^dm_[0-9a-z]+_[0-9a-f]{64}\n?$", await File.ReadAllTextAsync(_folder["admin"]));
        Assert.Equal("admin admin", await KeysAsync());

        await File.WriteAllTextAsync(_folder["admin"], "");
        await database.ExecuteAsync("UPDATE api_keys SET name = 'revoked'"); // no key of that name is active any more
        Assert.Equal((0, ""), await RunAsync());
        Assert.Equal("revoked admin", await KeysAsync());
    }

    private Task<string> KeysAsync() =>
        database.ScalarAsync<string>("SELECT GROUP_CONCAT(CONCAT(name, ' ', scope)) FROM api_keys");

    private Task<(int Code, string Output)> RunAsync()
    {
        (string _, string folder) = _service.Mounts.Single(mount => mount.Source == "keys");
        IReadOnlyList<string> command = _service.List("command");
        Assert.Contains(folder + "/", command[^1], StringComparison.Ordinal);
        return Script.RunProgramAsync(
            command[0],
            [
                .. command.Skip(1).Select(word => word
                    .Replace(folder, _folder.Path, StringComparison.Ordinal)
                    .Replace("DevMesh.Functions.dll", typeof(Setting).Assembly.Location, StringComparison.Ordinal)),
            ],
            input: null,
            ("MARIADB_CONNECTION_FILE", _folder["connection"]));
    }
}
