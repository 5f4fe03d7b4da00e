using System.Text.Json;

namespace DevMesh.Tests.Shipper.Processes;

/// <summary>What someone who runs the shipper sees of it: signals, gaps, its own noise, heartbeats, errors.</summary>
public sealed class RunTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(5);

    private readonly TestNode _node = new();
    private StoringServer _server = null!;

    public async Task InitializeAsync() => _server = await StoringServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task A_stop_sends_what_is_read_and_ends_within_five_seconds()
    {
        await _node.LogAsync("first", "second");
        await using ShipperProcess shipper = ShipperProcess.Start(Arguments("--batch-age 60000"));
        await _server.WaitUntilAsync(server => !server.Heartbeats.IsEmpty, "the shipper runs"); // its batch is open for a minute

        (int code, TimeSpan took) = await shipper.StopAsync();

        Assert.Equal(0, code);
        Assert.InRange(took, TimeSpan.Zero, LongestStop);
        Assert.Equal("first", Messages()[0]); // the second may not have been read yet
        await ShipperProcess.RunAsync(Arguments("--once"));
        Assert.Equal(["first", "second"], Messages());
    }

    [Fact]
    public async Task A_stop_while_the_server_refuses_everything_ends_in_time_and_the_next_start_sends_it()
    {
        await _node.LogAsync("first", "second");
        _server.Misbehave = _ => Misbehaviour.Status401;
        await using (ShipperProcess shipper = ShipperProcess.Start(Arguments()))
        {
            await _server.WaitUntilAsync(server => server.Requests > 1, "it tries again");
            (int code, TimeSpan took) = await shipper.StopAsync();
            Assert.Equal(0, code);
            Assert.InRange(took, TimeSpan.Zero, LongestStop);
            Assert.Contains("401", shipper.Log, StringComparison.Ordinal);
        }

        _server.Misbehave = null;
        await ShipperProcess.RunAsync(Arguments("--once"));

        Assert.Equal(["first", "second"], Messages());
    }

    [Fact]
    public async Task New_rules_are_in_force_after_SIGHUP_and_broken_ones_are_not()
    {
        string rules = await _node.WriteRulesAsync("rules: []\n");
        await using ShipperProcess shipper = ShipperProcess.Start(Arguments($"--filter {rules}"));
        await _node.LogAsync("noise 1");
        await _server.WaitUntilAsync(server => server.Stored.Count == 1, "the first entry came");

        await _node.WriteRulesAsync("rules:\n  - { name: no-noise, action: drop, match: { message_prefix: noise } }\n");
        await shipper.ReloadAsync();
        await shipper.WaitForLogAsync("new filter rules are in force: 1 rules");
        await _node.WriteRulesAsync("rules:\n  - { name: no-noise, action: explode }\n");
        await shipper.ReloadAsync();
        await shipper.WaitForLogAsync("rules.yaml:2:");
        await _node.LogAsync("noise 2", "no noise");
        await _server.WaitUntilAsync(server => server.Stored.Count == 2, "the entry behind the dropped one came");
        await shipper.StopAsync();

        Assert.Equal(["noise 1", "no noise"], Messages());
    }

    [Fact]
    public async Task What_the_vacuum_took_is_reported_as_a_gap_and_reading_goes_on()
    {
        await _node.LogAsync("before");
        await ShipperProcess.RunAsync(Arguments("--once"));
        File.Delete(Path.Combine(_node.Journal, "system.journal"));
        _node.Export.Log("never read");
        await _node.LogAsync("after");

        await using ShipperProcess shipper = ShipperProcess.Start(Arguments());
        await _server.WaitUntilAsync(
            server => server.Heartbeats.Any(beat => beat.GetProperty("gaps").GetArrayLength() > 0) && server.Stored.Count == 3,
            "the gap is told and the entries behind it are sent");
        await shipper.StopAsync();

        JsonElement gap = _server.Heartbeats.Last().GetProperty("gaps")[0];
        Assert.True(gap.GetProperty("since").GetDateTimeOffset() < gap.GetProperty("until").GetDateTimeOffset());
        Assert.Contains("after", Messages());
        Assert.Contains("may be lost", shipper.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_shipper_itself_logged_is_not_shipped()
    {
        _node.Export.Log("own words", unit: "devmesh-shipper.service");
        await _node.LogAsync("another's words");

        await ShipperProcess.RunAsync(Arguments("--once"));

        Assert.Equal(["another's words"], Messages());
    }

    [Fact]
    public async Task The_cursor_moves_over_entries_that_the_rules_drop()
    {
        string rules = await _node.WriteRulesAsync("rules:\n  - { name: all, action: drop, match: all }\n");
        await _node.LogAsync("first", "second");
        await ShipperProcess.RunAsync(Arguments($"--once --filter {rules}"));

        await ShipperProcess.RunAsync(Arguments("--once --filter none"));

        Assert.Empty(_server.Stored);
    }

    [Fact]
    public async Task Lines_of_journalctl_are_shipped_from_standard_input()
    {
        const string lines =
            """
            {"MESSAGE":"with a cursor","__REALTIME_TIMESTAMP":"1763000000000000","__CURSOR":"s=1;i=1","PRIORITY":"4"}
            no JSON
            {"MESSAGE":[104,105,255],"__REALTIME_TIMESTAMP":"1763000000000001","_SYSTEMD_UNIT":"app.service"}
            """;
        await using ShipperProcess shipper = ShipperProcess.Start($"--stdin --node gpu-node --server {_server.Address}", lines);

        Assert.Equal(0, await shipper.EndAsync());

        Assert.Equal(["hi\ufffd", "with a cursor"], Messages().Order());
        Assert.Contains("line 2 skipped", shipper.Log, StringComparison.Ordinal);
        Assert.Contains("unreadable lines 1", shipper.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_mistake_of_the_command_line_is_told_at_once()
    {
        await using ShipperProcess shipper = ShipperProcess.Start("--node a/b --server nowhere --in-flight 3 --start yesterday");

        Assert.Equal(2, await shipper.EndAsync());

        foreach (string option in new[] { "--node", "--server", "--in-flight", "--start" })
        {
            Assert.Contains($"devmesh-shipper: {option} ", shipper.Log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_full_disk_is_waited_out_and_costs_no_entry()
    {
        await _node.LogAsync("first");
        await using ShipperProcess shipper = ShipperProcess.Start(Arguments());
        await _server.WaitUntilAsync(server => server.Stored.Count == 1, "the first entry came");
        string next = Path.Combine(_node.State, "position.json.new");
        File.CreateSymbolicLink(next, "/dev/full");

        await _node.LogAsync("second");
        await shipper.WaitForLogAsync("the state cannot be written, nothing is sent until it can");
        Assert.Equal(["first"], Messages());
        File.Delete(next);
        await _server.WaitUntilAsync(server => server.Stored.Count == 2, "the entry came once there was room");

        Assert.Equal(0, (await shipper.StopAsync()).ExitCode);
        Assert.Equal(["first", "second"], Messages());
    }

    [Fact]
    public async Task A_second_shipper_on_one_state_directory_is_refused()
    {
        await using ShipperProcess first = ShipperProcess.Start(Arguments());
        await _server.WaitUntilAsync(server => !server.Heartbeats.IsEmpty, "the first runs");

        await using ShipperProcess second = ShipperProcess.Start(Arguments());

        Assert.Equal(1, await second.EndAsync());
        Assert.Contains("in use by another devmesh-shipper", second.Log, StringComparison.Ordinal);
    }

    private string Arguments(string more = "--batch-age 50") => _node.Arguments(_server.Address, more);

    private List<string> Messages() => [.. _server.Stored
        .OrderBy(log => log.GetProperty("timestamp").GetString(), StringComparer.Ordinal)
        .Select(log => log.GetProperty("message").GetString()!)];
}
