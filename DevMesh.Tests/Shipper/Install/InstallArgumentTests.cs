using System.Runtime.Versioning;

namespace DevMesh.Tests.Shipper.Install;

/// <summary>What install.sh refuses: all of it at once, and with nothing changed.</summary>
[SupportedOSPlatform("linux")]
public sealed class InstallArgumentTests : IDisposable
{
    private readonly ShipperPackage _package = new();

    public void Dispose() => _package.Dispose();

    [Theory]
    [InlineData("NODE_NAME and API_HOST are missing")]
    [InlineData("API_HOST is missing", "gpu-node")]
    [InlineData("NODE_NAME is 'a b'", "a b", "host")]
    [InlineData("NODE_NAME is ''", "", "host")]
    [InlineData("NODE_NAME is 'node/1'", "node/1", "host")]
    [InlineData("NODE_NAME is 'a\nb'", "a\nb", "host")]
    [InlineData("API_HOST is ''", "n", "")]
    [InlineData("API_HOST is 'fd00::18'", "n", "fd00::18")]
    [InlineData("API_HOST is 'ftp://host'", "n", "ftp://host")]
    [InlineData("API_HOST is 'host/path'", "n", "host/path")]
    [InlineData("API_HOST is 'user@host'", "n", "user@host")]
    [InlineData("API_HOST is 'host:'", "n", "host:")]
    [InlineData("API_HOST is '$(id)'", "n", "$(id)")]
    [InlineData("the port of API_HOST is 65536", "n", "host:65536")]
    [InlineData("the port of API_HOST is 0", "n", "host:0")]
    [InlineData("'x' is one argument too many", "n", "host", "x")]
    [InlineData("'--fast' is no option", "n", "host", "--fast")]
    [InlineData("--key-file needs a file", "n", "host", "--key-file")]
    [InlineData("--key-file /nowhere/key cannot be read", "n", "host", "--key-file", "/nowhere/key")]
    [InlineData("--key-file / cannot be read", "n", "host", "--key-file=/")]
    [InlineData("--purge goes with --uninstall", "--purge")]
    [InlineData("--uninstall takes neither", "--uninstall", "n")]
    public void A_wrong_argument_is_named_and_nothing_is_changed(string error, params string[] arguments)
    {
        (int code, string output) = _package.Run(arguments);

        Assert.Equal(2, code);
        Assert.Contains($"install.sh: {error}", output);
        Assert.Empty(_package.Files());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("two words")]
    [InlineData("one\ntwo\n")]
    [InlineData("windows\r\n")]
    [InlineData("schlüssel")]
    [InlineData("nul\0")]
    public void A_file_that_holds_no_key_is_refused(string text)
    {
        (int code, string output) = _package.Run("n", "host", "--key-file", _package.Beside("key", text));

        Assert.Equal(2, code);
        Assert.Contains("holds no key; it must be one line of printable ASCII without spaces", output);
        Assert.Empty(_package.Files());
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        (_, string output) = _package.Run("a b", "host:0", "--fast", "--key-file", "/nowhere/key");
        Assert.Equal(4, output.Split("install.sh: ").Length - 1);
    }

    [Fact]
    public void An_incomplete_package_is_refused()
    {
        _package.Remove("filter_config.yaml");
        (int code, string output) = _package.Run("n", "host");
        Assert.Equal(2, code);
        Assert.Contains("filter_config.yaml is missing; run install.sh from the whole unpacked package", output);
    }

    [Fact]
    public void Help_names_every_option()
    {
        string help = _package.Install("--help");
        Assert.All(
            ["NODE_NAME", "API_HOST", "--key-file", "--uninstall", "--purge", "--dry-run", "DESTDIR"],
            each => Assert.Contains(each, help));
    }
}
