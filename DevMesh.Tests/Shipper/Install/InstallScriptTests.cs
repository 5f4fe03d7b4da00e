using System.Runtime.Versioning;

namespace DevMesh.Tests.Shipper.Install;

/// <summary>What install.sh of the shipper's package does, below a folder.</summary>
[SupportedOSPlatform("linux")]
public sealed class InstallScriptTests : IDisposable
{
    private const string Settings = "/etc/devmesh-shipper/shipper.env";
    private const string Key = "/etc/devmesh-shipper/key";
    private const string Rules = "/etc/devmesh-shipper/filter_config.yaml";
    private const string Cursor = "/var/lib/devmesh-shipper/cursor";

    private readonly ShipperPackage _package = new();

    public void Dispose() => _package.Dispose();

    [Fact]
    public void A_first_installation_puts_every_file_in_its_place()
    {
        string output = _package.Install("gpu-node", "monitoring-vm", "--key-file", _package.Beside("my-key", "abc-123\n"));

        Assert.Equal(
            [
                "/etc/devmesh-shipper/filter_config.default.yaml 644",
                "/etc/devmesh-shipper/filter_config.yaml 644",
                "/etc/devmesh-shipper/key 400",
                "/etc/devmesh-shipper/shipper.env 644",
                "/etc/systemd/system/devmesh-shipper.service 644",
                "/usr/local/bin/devmesh-shipper 755",
            ],
            _package.Files());
        Assert.Equal(
            [
                "DEVMESH_NODE=gpu-node", "DEVMESH_SERVER=http://monitoring-vm:8000",
                "DEVMESH_FILTER=/etc/devmesh-shipper/filter_config.yaml", "DEVMESH_KEY_FILE=/etc/devmesh-shipper/key",
            ],
            Variables());
        Assert.Equal("abc-123\n", _package.Read(Key));
        Assert.Contains("skipped, because DESTDIR is set: enabling and starting devmesh-shipper", output);
        Assert.Contains("skipped, because DESTDIR is set: the user devmesh-shipper", output);
    }

    [Fact]
    public void Without_a_key_no_setting_names_one()
    {
        _package.Install("gpu-node", "monitoring-vm");
        Assert.DoesNotContain("DEVMESH_KEY_FILE", _package.Read(Settings));
    }

    [Theory]
    [InlineData("monitoring-vm", "http://monitoring-vm:8000")]
    [InlineData("10.0.0.18:9001", "http://10.0.0.18:9001")]
    [InlineData("[fd00::18]", "http://[fd00::18]:8000")]
    [InlineData("[fd00::18]:08001", "http://[fd00::18]:8001")]
    [InlineData("https://logs.example.org", "https://logs.example.org")]
    [InlineData("https://logs.example.org:8443/devmesh/", "https://logs.example.org:8443/devmesh")]
    [InlineData("http://localhost:8000", "http://localhost:8000")]
    public void An_address_becomes_the_servers_url(string address, string url)
    {
        _package.Install("n", address);
        Assert.Contains($"DEVMESH_SERVER={url}", Variables());
    }

    [Fact]
    public void An_upgrade_keeps_settings_key_and_cursor()
    {
        _package.Install("gpu-node", "monitoring-vm", "--key-file", _package.Beside("my-key", "abc-123"));
        File.AppendAllText(_package.PathOf(Settings), "# slower\nDEVMESH_BATCH_AGE=5000\n");
        Directory.CreateDirectory(Path.GetDirectoryName(_package.PathOf(Cursor))!);
        File.WriteAllText(_package.PathOf(Cursor), "s=1;i=2");
        string settings = _package.Read(Settings);
        _package.Put("devmesh-shipper", "#!/bin/sh\n# the next version\n");

        _package.Install();

        Assert.Contains("the next version", _package.Read("/usr/local/bin/devmesh-shipper"));
        Assert.Equal((settings, "abc-123", "s=1;i=2"), (_package.Read(Settings), _package.Read(Key), _package.Read(Cursor)));
    }

    [Fact]
    public void New_arguments_change_their_settings_and_no_others()
    {
        _package.Install("gpu-node", "monitoring-vm");
        File.AppendAllText(_package.PathOf(Settings), "DEVMESH_START=now\nDEVMESH_FILTER=none\n");

        _package.Install("gpu-node-2", "https://logs.example.org");

        Assert.Equal(
            [
                "DEVMESH_NODE=gpu-node-2", "DEVMESH_SERVER=https://logs.example.org",
                "DEVMESH_FILTER=/etc/devmesh-shipper/filter_config.yaml", "DEVMESH_START=now", "DEVMESH_FILTER=none",
            ],
            Variables());
    }

    [Fact]
    public void A_new_key_leaves_settings_and_cursor_as_they_are()
    {
        _package.Install("gpu-node", "monitoring-vm");
        Directory.CreateDirectory(Path.GetDirectoryName(_package.PathOf(Cursor))!);
        File.WriteAllText(_package.PathOf(Cursor), "s=1;i=2");

        _package.Install("--key-file", _package.Beside("first", "old-key"));
        string settings = _package.Read(Settings);
        _package.Install("--key-file", _package.Beside("second", "new-key"));

        Assert.Contains("DEVMESH_KEY_FILE=/etc/devmesh-shipper/key", settings);
        Assert.Equal((settings, "new-key", "s=1;i=2"), (_package.Read(Settings), _package.Read(Key), _package.Read(Cursor)));
        Assert.Contains("/etc/devmesh-shipper/key 400", _package.Files());
    }

    [Fact]
    public void Untouched_rules_are_upgraded()
    {
        _package.Install("gpu-node", "monitoring-vm");
        _package.Put("filter_config.yaml", "rules: [] # better\n");
        _package.Install();
        Assert.Equal("rules: [] # better\n", _package.Read(Rules));
        Assert.False(File.Exists(_package.PathOf(Rules + ".new")));
    }

    [Fact]
    public void Changed_rules_stay_and_the_new_default_lies_beside_them()
    {
        _package.Install("gpu-node", "monitoring-vm");
        File.WriteAllText(_package.PathOf(Rules), "rules: [] # mine\n");
        _package.Put("filter_config.yaml", "rules: [] # better\n");

        string output = _package.Install();
        _package.Install();

        Assert.Contains("which was changed here", output);
        Assert.Equal(("rules: [] # mine\n", "rules: [] # better\n"), (_package.Read(Rules), _package.Read(Rules + ".new")));
    }

    [Fact]
    public void Rules_that_the_new_version_refuses_are_told()
    {
        _package.Install("gpu-node", "monitoring-vm");
        File.WriteAllText(_package.PathOf(Rules), "rules: []\nbroken\n");

        string output = _package.Install();

        Assert.Contains("2:broken", output);
        Assert.Contains("this version of the shipper refuses", output);
    }

    [Fact]
    public void A_second_run_writes_nothing()
    {
        _package.Install("gpu-node", "monitoring-vm");
        Assert.DoesNotContain("write ", _package.Install("gpu-node", "monitoring-vm"));
    }

    [Fact]
    public void A_dry_run_says_what_it_would_do_and_changes_nothing()
    {
        string first = _package.Install("--dry-run", "gpu-node", "monitoring-vm");
        Assert.Empty(_package.Files());
        _package.Install("gpu-node", "monitoring-vm");
        string before = _package.Read(Settings);
        string second = _package.Install("--dry-run", "gpu-node", "other-host", "--key-file", _package.Beside("key", "abc"));
        string removal = _package.Install("--dry-run", "--uninstall", "--purge");

        Assert.Equal(5, first.Split("would write").Length - 1);
        Assert.Equal(2, second.Split("would write").Length - 1);
        Assert.Contains("would remove", removal);
        Assert.Equal(before, _package.Read(Settings));
        Assert.Equal(5, _package.Files().Length);
    }

    [Fact]
    public void Uninstalling_keeps_settings_and_cursor_until_a_purge()
    {
        _package.Install("gpu-node", "monitoring-vm");
        Directory.CreateDirectory(Path.GetDirectoryName(_package.PathOf(Cursor))!);
        File.WriteAllText(_package.PathOf(Cursor), "s=1;i=2");

        string output = _package.Install("--uninstall");
        string[] kept = _package.Files();
        _package.Install("--uninstall", "--purge");

        Assert.Contains("kept: ", output);
        Assert.Equal(
            ["filter_config.default.yaml", "filter_config.yaml", "shipper.env", "cursor"],
            kept.Select(file => Path.GetFileName(file.Split(' ')[0])));
        Assert.Empty(_package.Files());
        Assert.Contains("is not installed", _package.Install("--uninstall"));
    }

    private IEnumerable<string> Variables() =>
        _package.Read(Settings).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#'));
}
