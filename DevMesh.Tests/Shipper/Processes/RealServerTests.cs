using System.Text.Json;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Processes;

/// <summary>The shipper and the app with its database, as they run together.</summary>
public sealed class RealServerTests : IAsyncLifetime, IDisposable
{
    private readonly TestApp _app = new();
    private readonly TestNode _node = new();

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => _app.DisposeAsync();

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task A_killed_shipper_leaves_each_entry_in_the_table_once_and_its_node_shows_the_heartbeat()
    {
        const int entries = 3_000;
        for (int i = 0; i < entries; i++)
        {
            _node.Export.Log($"request {i} took {i % 40} ms");
        }

        _node.Export.Add(("MESSAGE", new byte[] { (byte)'b', 0xff }), ("PRIORITY", 3), ("_SYSTEMD_UNIT", "binary.service"));
        _node.Export.Add(("MESSAGE", "one line\nand another"), ("MESSAGE", "a second message"), ("_SYSTEMD_UNIT", "lines.service"));
        await _node.WriteAsync("system.journal");

        await using (ShipperProcess shipper = ShipperProcess.Start(Arguments("--batch-count 100")))
        {
            while (await CountAsync() == 0)
            {
                // Asking takes a while.
            }

            await shipper.KillAsync();
        }

        await ShipperProcess.RunAsync(Arguments("--batch-count 100 --once"));

        Assert.Equal(entries + 2, await CountAsync());
        Assert.Equal(entries, await _app.Database.ScalarAsync<long>(
            "SELECT COUNT(DISTINCT message) FROM log_events WHERE service = 'app.service'"));
        JsonElement binary = (await _app.GetAsync("/logs?service=binary.service")).GetProperty("results")[0];
        Assert.Equal(("b\ufffd", "err"), (binary.GetProperty("message").GetString(), binary.GetProperty("level").GetString()));
        JsonElement shown = (await _app.GetAsync("/nodes")).GetProperty("results").EnumerateArray()
            .Single(each => each.GetProperty("node").GetString() == TestNode.Name);
        Assert.Equal("0.1.0", shown.GetProperty("heartbeat").GetProperty("version").GetString());
    }

    private string Arguments(string more) => _node.Arguments(_app.Http.BaseAddress!, $"--filter none {more}");

    private Task<long> CountAsync() => _app.Database.ScalarAsync<long>("SELECT COUNT(*) FROM log_events");
}
