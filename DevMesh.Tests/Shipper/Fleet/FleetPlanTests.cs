using System.Runtime.Versioning;

namespace DevMesh.Tests.Shipper.Fleet;

/// <summary>What the script does on a node, from what it finds there, and what it only says.</summary>
[SupportedOSPlatform("linux")]
public sealed class FleetPlanTests(FleetServer server) : IClassFixture<FleetServer>, IAsyncLifetime
{
    private const string Settings = "/etc/devmesh-shipper/shipper.env";
    private const string Key = "/etc/devmesh-shipper/key";

    private TestFleet _fleet = null!;

    private FakeNode Node => _fleet.Node("gpu-node");

    public async Task InitializeAsync()
    {
        _fleet = await TestFleet.StartAsync("gpu-node");
        server.Sending.Clear();
        server.Sending.Add("gpu-node");
    }

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task A_dry_run_says_what_it_would_do_and_changes_nothing()
    {
        FleetResult first = await _fleet.RunAsync(
            server.Address, "--dry-run", "--make-keys", "--read-key-file", WriteKey("read", "r"));
        string[] untouched = Node.Files();
        await _fleet.RunAsync(server.Address);
        string[] before = Node.Files();
        await _fleet.PackAsync("0.2.0");
        FleetResult second = await _fleet.RunAsync(
            new Uri("http://logs:9000"), "--check-url", server.Address.ToString(), "--dry-run");

        Assert.Equal((1, "would install", "0.1.0"), (first.Code, first.State("gpu-node"), first.Detail("gpu-node")));
        Assert.Empty(untouched);
        Assert.False(Directory.Exists(_fleet["state/fleet/keys"]));
        Assert.Equal((1, "would upgrade"), (second.Code, second.State("gpu-node")));
        Assert.Equal("0.1.0 to 0.2.0; another server", second.Detail("gpu-node"));
        Assert.Equal(before, Node.Files());
    }

    [Fact]
    public async Task Another_server_changes_that_setting_and_no_other()
    {
        await _fleet.RunAsync(server.Address);
        await File.AppendAllTextAsync(Node.Root + Settings, "DEVMESH_START=now\n");

        FleetResult result = await _fleet.RunAsync(new Uri("https://logs.example.org"), "--check-url", server.Address.ToString());

        Assert.Equal((0, "changed"), (result.Code, result.State("gpu-node")));
        Assert.StartsWith("another server; last log ", result.Detail("gpu-node"), StringComparison.Ordinal);
        Assert.Contains("DEVMESH_SERVER=https://logs.example.org\n", Node.Read(Settings), StringComparison.Ordinal);
        Assert.Contains("DEVMESH_START=now\n", Node.Read(Settings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_carried_to_its_node_and_stands_on_no_command_line()
    {
        string commands = _fleet["commands"];
        FakeNode watched = await _fleet.AddAsync(
            "watched", $"printf '%s\\n' \"$SSH_ORIGINAL_COMMAND\" >>{commands}; exec sh -c \"$SSH_ORIGINAL_COMMAND\"");
        server.Sending.Add("watched");
        string keys = Path.GetDirectoryName(WriteKey("watched", "first-secret\n"))!;

        await _fleet.RunAsync(server.Address, "--keys", keys);
        string first = watched.Read(Key);
        WriteKey("watched", "second-secret");
        FleetResult another = await _fleet.RunAsync(server.Address, "--keys", keys);
        FleetResult same = await _fleet.RunAsync(server.Address, "--keys", keys);
        FleetResult without = await _fleet.RunAsync(server.Address, "--keys", _fleet["no-folder"]);

        Assert.Equal(("first-secret\n", "second-secret\n"), (first, watched.Read(Key)));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(watched.Root + Key));
        Assert.StartsWith("another key; ", another.Detail("watched"), StringComparison.Ordinal);
        Assert.Equal(["changed", "running", "running"], new[] { another, same, without }.Select(run => run.State("watched")));
        Assert.False(File.Exists(Node.Root + Key));
        Assert.DoesNotContain("secret", await File.ReadAllTextAsync(commands), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", another.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_others_can_read_or_that_is_none_fails_its_node()
    {
        string keys = Path.GetDirectoryName(WriteKey("gpu-node", "a b"))!;
        FleetResult none = await _fleet.RunAsync(server.Address, "--keys", keys);
        File.SetUnixFileMode(WriteKey("gpu-node", "ab"), (UnixFileMode)Convert.ToInt32("644", 8));
        FleetResult open = await _fleet.RunAsync(server.Address, "--keys", keys);

        Assert.Contains("holds no key; it must be one line", none.Detail("gpu-node"), StringComparison.Ordinal);
        Assert.Contains("has mode 644: others can read it; chmod 600", open.Detail("gpu-node"), StringComparison.Ordinal);
        Assert.Empty(Node.Files());
    }

    [Fact]
    public async Task Missing_keys_are_made_for_their_node_and_a_key_that_cannot_be_made_fails_its_node()
    {
        await _fleet.AddAsync("teaching");
        server.Sending.Add("teaching");
        await File.WriteAllTextAsync(
            _fleet["devmesh"],
            "#!/bin/sh\nif [ \"$3\" = teaching ]; then echo 'the database is away' >&2; exit 1; fi\n"
            + "echo \"$1 $2 $3 $4 $5 $6 $7 $8\"; echo \"made-for-$7\" >\"$9\"; chmod 600 \"$9\"\n");
        File.SetUnixFileMode(_fleet["devmesh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string read = WriteKey("read", "may-read");

        FleetResult result = await _fleet.RunAsync(server.Address, "--make-keys", "--read-key-file", read);
        FleetResult again = await _fleet.RunAsync(server.Address, "--make-keys", "--read-key-file", read, "--only", "gpu-node");

        Assert.Equal(("installed", "made-for-gpu-node\n"), (result.State("gpu-node"), Node.Read(Key)));
        Assert.Equal("failed", result.State("teaching"));
        Assert.Equal("no key could be made: the database is away", result.Detail("teaching"));
        Assert.Equal("running", again.State("gpu-node"));
        Assert.Empty(_fleet.Node("teaching").Files());
    }

    [Fact]
    public async Task A_user_who_is_not_root_goes_through_sudo()
    {
        FakeNode node = await AddWithoutRootAsync("ops-node", "shift; exec env DESTDIR=$ROOT \"$@\"");
        server.Sending.Add("ops-node");

        FleetResult result = await _fleet.RunAsync(server.Address);

        Assert.True(result.Code == 0, result.ToString());
        Assert.Contains("DEVMESH_NODE=ops-node\n", node.Read(Settings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_would_have_to_give_sudo_a_password_is_told()
    {
        await AddWithoutRootAsync("ops-node", "echo 'sudo: a password is required' >&2; exit 1");

        FleetResult result = await _fleet.RunAsync(server.Address);

        Assert.Equal(("installed", "failed"), (result.State("gpu-node"), result.State("ops-node")));
        Assert.Equal("it could not be looked at: sudo: a password is required", result.Detail("ops-node"));
    }

    [Fact]
    public async Task The_key_to_read_with_is_sent_to_the_server()
    {
        await _fleet.RunAsync(server.Address, "--dry-run", "--read-key-file", WriteKey("read", "may-read\n"));
        Assert.Equal("Bearer may-read", server.Authorization);
    }

    [Fact]
    public async Task A_machine_that_is_installed_under_another_name_is_left_alone_until_it_is_to_be_renamed()
    {
        await _fleet.RunAsync(server.Address);
        _fleet.AddLine($"teaching localhost:{Node.Port}");
        server.Sending.Add("teaching");
        string[] before = Node.Files();

        FleetResult refused = await _fleet.RunAsync(server.Address, "--only", "teaching");
        string[] after = Node.Files();
        FleetResult renamed = await _fleet.RunAsync(server.Address, "--only", "teaching", "--rename");

        Assert.Equal("failed", refused.State("teaching"));
        Assert.Contains("is installed as gpu-node; is the address right?", refused.Detail("teaching"), StringComparison.Ordinal);
        Assert.Equal(before, after);
        Assert.StartsWith("another name; ", renamed.Detail("teaching"), StringComparison.Ordinal);
        Assert.Contains("DEVMESH_NODE=teaching\n", Node.Read(Settings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_for_another_machine_is_not_installed()
    {
        string other = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture
            == System.Runtime.InteropServices.Architecture.Arm64 ? "x64" : "arm64";
        string file = _fleet[$"devmesh-shipper-9.9.9-linux-{other}.tar.gz"];
        await File.WriteAllTextAsync(file, "");
        await File.WriteAllTextAsync(_fleet["one.txt"], $"gpu-node 127.0.0.1:{Node.Port} user={Environment.UserName} key=key\n");

        FleetResult result = await _fleet.RunScriptAsync(
            "fleet", _fleet["one.txt"], "--server", server.Address.ToString(), "--package", file);

        Assert.Equal("failed", result.State("gpu-node"));
        Assert.StartsWith("no --package is for its machine", result.Detail("gpu-node"), StringComparison.Ordinal);
    }

    /// <summary>A node whose user is not root, with a sudo of the test.</summary>
    private async Task<FakeNode> AddWithoutRootAsync(string name, string sudo)
    {
        string programs = Directory.CreateDirectory(_fleet["programs"]).FullName;
        foreach ((string program, string script) in new[] { ("id", "echo 1000"), ("sudo", sudo) })
        {
            string path = Path.Combine(programs, program);
            await File.WriteAllTextAsync(path, $"#!/bin/sh\n{script}\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return await _fleet.AddAsync(
            name, $"ROOT=$DESTDIR PATH={programs}:$PATH DESTDIR= sh -c \"$SSH_ORIGINAL_COMMAND\"");
    }

    /// <returns>The path of the file, which only its owner can read.</returns>
    private string WriteKey(string name, string text)
    {
        Directory.CreateDirectory(_fleet["my-keys"]);
        string path = _fleet[$"my-keys/{name}.key"];
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
