using System.Runtime.Versioning;
using DevMesh.Shipper.Running;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Running;

[SupportedOSPlatform("linux")]
public sealed class StateLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_shipper_is_kept_away_until_the_first_has_ended()
    {
        using (StateLock.Take(_folder["state"]))
        {
            IOException error = Assert.Throws<IOException>(() => StateLock.Take(_folder["state"]));
            Assert.Equal(
                $"{_folder["state"]} is in use by another devmesh-shipper; give this one its own with --state", error.Message);
        }

        StateLock.Take(_folder["state"]).Dispose();
    }

    [Fact]
    public void The_directory_is_made_for_its_user_alone()
    {
        using StateLock locked = StateLock.Take(_folder["a/b/state"]);

        Assert.Equal("rwx------", Mode(File.GetUnixFileMode(_folder["a/b/state"])));
    }

    [Fact]
    public void A_file_in_its_place_is_a_clear_error()
    {
        File.WriteAllText(_folder["state"], "");

        Assert.Contains(_folder["state"], Assert.ThrowsAny<IOException>(() => StateLock.Take(_folder["state"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_state_lies_where_the_settings_or_the_unit_or_the_standard_say()
    {
        Dictionary<string, string?> environment = new(StringComparer.Ordinal);
        Assert.Equal("/var/lib/devmesh-shipper", StateDirectory.Of(null, environment.GetValueOrDefault, standardInput: false));
        environment["STATE_DIRECTORY"] = "/var/lib/other";
        Assert.Equal("/var/lib/other", StateDirectory.Of(null, environment.GetValueOrDefault, standardInput: false));
        Assert.Equal("/named", StateDirectory.Of("/x/../named", environment.GetValueOrDefault, standardInput: false));
        Assert.Null(StateDirectory.Of(null, environment.GetValueOrDefault, standardInput: true));
        Assert.Equal("/named", StateDirectory.Of("/named", environment.GetValueOrDefault, standardInput: true));
    }

    private static string Mode(UnixFileMode mode) => new(
        [.. "rwxrwxrwx".Select((letter, i) => ((int)mode & (1 << (8 - i))) == 0 ? '-' : letter)]);
}
