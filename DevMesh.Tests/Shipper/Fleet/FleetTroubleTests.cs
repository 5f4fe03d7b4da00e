using System.Runtime.Versioning;

namespace DevMesh.Tests.Shipper.Fleet;

/// <summary>What goes wrong on one node, or with the server: told in its row, and no harm to the others.</summary>
[SupportedOSPlatform("linux")]
public sealed class FleetTroubleTests(FleetServer server) : IClassFixture<FleetServer>, IAsyncLifetime
{
    private TestFleet _fleet = null!;

    public async Task InitializeAsync()
    {
        _fleet = await TestFleet.StartAsync("gpu-node");
        server.Sending.Clear();
        server.Sending.Add("gpu-node");
        (server.LastError, server.Status) = (null, 200);
    }

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task Nodes_that_cannot_be_reached_are_told_with_the_reason_and_the_others_are_installed()
    {
        _fleet.AddLine($"monitoring-vm 127.0.0.1:{FakeNode.FreePort()}");
        await File.WriteAllTextAsync(_fleet["none"], "");
        await _fleet.AddAsync("foreign", authorizedKeys: _fleet["none"]);

        FleetResult result = await _fleet.RunAsync(server.Address);

        Assert.Equal(1, result.Code);
        Assert.Equal(["gpu-node", "monitoring-vm", "foreign"], result.Nodes);
        Assert.Equal("installed", result.State("gpu-node"));
        Assert.Equal("unreachable", result.State("monitoring-vm"));
        Assert.StartsWith(
            "connection refused: no SSH at 127.0.0.1 port ", result.Detail("monitoring-vm"), StringComparison.Ordinal);
        Assert.Equal("unreachable", result.State("foreign"));
        Assert.Contains("Permission denied (publickey)", result.Detail("foreign"), StringComparison.Ordinal);
        Assert.Contains("1 of 3 run.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_whose_host_key_has_changed_is_refused()
    {
        await _fleet.RunAsync(server.Address);
        string hosts = _fleet["state/fleet/known_hosts"];
        string other = (await File.ReadAllTextAsync(_fleet["key.pub"])).Split(' ')[1];
        string[] known = (await File.ReadAllTextAsync(hosts)).Split(' ');
        await File.WriteAllTextAsync(hosts, $"{known[0]} ssh-ed25519 {other}\n");

        FleetResult result = await _fleet.RunAsync(server.Address);

        Assert.Equal("unreachable", result.State("gpu-node"));
        Assert.Contains("the host key of 127.0.0.1 port", result.Detail("gpu-node"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_without_room_fails_and_nothing_of_it_is_changed()
    {
        FakeNode full = await _fleet.AddAsync("full", "ulimit -f 4; trap '' XFSZ; exec sh -c \"$SSH_ORIGINAL_COMMAND\"");

        FleetResult result = await _fleet.RunAsync(server.Address);

        Assert.Equal(("installed", "failed"), (result.State("gpu-node"), result.State("full")));
        Assert.StartsWith(
            "the install failed: the package cannot be unpacked in ", result.Detail("full"), StringComparison.Ordinal);
        Assert.Contains("File too large", result.Detail("full"), StringComparison.Ordinal);
        Assert.Empty(full.Files());
        Assert.Empty(Directory.EnumerateFileSystemEntries(full.Temporary));
    }

    [Fact]
    public async Task What_install_sh_cannot_do_is_the_reason_and_the_log_of_the_node_has_all_of_it()
    {
        await File.WriteAllTextAsync(Path.Combine(_fleet.Node("gpu-node").Root, "usr"), "no folder");

        FleetResult result = await _fleet.RunAsync(server.Address);

        Assert.Equal((1, "failed"), (result.Code, result.State("gpu-node")));
        Assert.StartsWith("the install failed: mkdir: ", result.Detail("gpu-node"), StringComparison.Ordinal);
        Assert.Contains("Not a directory", await LogAsync("gpu-node"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_is_cut_off_changes_nothing_and_the_next_run_makes_it_good()
    {
        string mark = _fleet["cut"];
        await File.WriteAllTextAsync(mark, "");
        FakeNode node = await _fleet.AddAsync(
            "far", $"{{ if [ -e {mark} ]; then head -c 2000; else cat; fi; }} | sh -c \"$SSH_ORIGINAL_COMMAND\"");
        server.Sending.Add("far");

        FleetResult cut = await _fleet.RunAsync(server.Address, "--only", "far");
        string[] left = [.. node.Files(), .. Directory.EnumerateFileSystemEntries(node.Temporary)];
        File.Delete(mark);
        FleetResult whole = await _fleet.RunAsync(server.Address, "--only", "far");

        Assert.Equal("failed", cut.State("far"));
        Assert.Contains("unexpected e", cut.Detail("far"), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(left);
        Assert.Equal("installed", whole.State("far"));
    }

    [Theory]
    [InlineData("printf '\\033]0;owned\\007\\033[2Jno \\342\\200\\256room\\n' >&2; exit 3", "^[]0;owned^G^[[2Jno M-bM-^@M-.room")]
    [InlineData("printf 'fleet-machine \\033[31mpdp11\\nfleet-program $(touch x)\\nfleet-end\\n'", "no shipper for its machine")]
    [InlineData("printf 'welcome\\nfleet-machine x86_64\\n'", "its answer is not understood: fleet-machine x86_64")]
    [InlineData("yes", "it answered more than 1024 KiB")]
    [InlineData("exit 4", "exit code 4 without a word")]
    public async Task What_a_hostile_node_writes_is_printed_without_a_raw_escape(string command, string reason)
    {
        await _fleet.AddAsync("hostile", command);

        FleetResult result = await _fleet.RunAsync(server.Address, "--only", "hostile");

        Assert.Equal("failed", result.State("hostile"));
        Assert.Contains(reason, result.Detail("hostile"), StringComparison.Ordinal);
        string all = result.Output + result.Errors + await LogAsync("hostile");
        Assert.DoesNotContain(all, each => char.IsControl(each) && each is not ('\n' or '\t'));
    }

    [Fact]
    public async Task Logs_that_do_not_arrive_in_time_are_told()
    {
        server.Sending.Clear();

        FleetResult first = await _fleet.RunAsync(server.Address, "--timeout", "0");
        FleetResult second = await _fleet.RunAsync(server.Address, "--timeout", "0");

        Assert.Equal((1, "failed"), (first.Code, first.State("gpu-node")));
        Assert.StartsWith("installed, but no log arrived within 0 s", first.Detail("gpu-node"), StringComparison.Ordinal);
        Assert.StartsWith("it is installed, but sent no heartbeat yet", second.Detail("gpu-node"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_well_stops_the_run_before_any_node_is_touched()
    {
        server.Status = 401;
        FleetResult refused = await _fleet.RunAsync(server.Address);
        FleetResult away = await _fleet.RunAsync(new Uri($"http://127.0.0.1:{FakeNode.FreePort()}"));

        Assert.Equal((1, 1), (refused.Code, away.Code));
        Assert.Contains("answered 401: --read-key-file or DEVMESH_API_KEY must", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("/nodes failed: curl: (7)", away.Errors, StringComparison.Ordinal);
        Assert.Empty(_fleet.Node("gpu-node").Files());
    }

    private Task<string> LogAsync(string node) => File.ReadAllTextAsync(_fleet[$"state/fleet/logs/{node}.log"]);
}
