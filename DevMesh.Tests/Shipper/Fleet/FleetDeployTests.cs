using System.Runtime.Versioning;
using DevMesh.Tests.Shipper.Processes;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Fleet;

/// <summary>A fleet of three, from nothing to logs in the table, then again, then to the next version.</summary>
[SupportedOSPlatform("linux")]
public sealed class FleetDeployTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly string[] Names = ["gpu-node", "mariadb-vm", "teaching"];

    [Fact]
    public async Task Three_nodes_are_installed_stay_as_they_are_in_a_second_run_and_are_upgraded_in_a_third()
    {
        await using TestFleet fleet = await TestFleet.StartAsync(Names);
        await using Shippers shippers = new(fleet);
        string dotnet = string.Join(' ', ShipperProcess.Executable());
        await fleet.PackAsync("0.1.0", $"exec dotnet {dotnet} \"$@\"");
        await Task.WhenAll(Names.Select(shippers.LogAsync));

        FleetResult first = await fleet.RunAsync(app.Http.BaseAddress!, [], shippers.StartWhenSaid("installed"));

        Assert.True(first.Code == 0, first.ToString());
        Assert.Equal(Names.Order(), first.Nodes.Order());
        Assert.All(Names, name => Assert.Equal(("installed", "0.1.0"), (first.State(name), first.Version(name))));
        Assert.Equal(3, await app.Database.ScalarAsync<long>("SELECT COUNT(DISTINCT node) FROM log_events"));
        Assert.All(Names, name => Assert.Empty(Directory.EnumerateFileSystemEntries(fleet.Node(name).Temporary)));

        string[] before = [.. Names.SelectMany(name => fleet.Node(name).Files())];
        FleetResult second = await fleet.RunAsync(app.Http.BaseAddress!);

        Assert.True(second.Code == 0, second.ToString());
        Assert.All(Names, name => Assert.Equal("running", second.State(name)));
        Assert.Equal(before, Names.SelectMany(name => fleet.Node(name).Files()));

        await fleet.PackAsync("0.2.0", $"exec dotnet {dotnet} \"$@\"");
        FleetResult third = await fleet.RunAsync(
            app.Http.BaseAddress!, ["--only", "teaching"], shippers.StartWhenSaid("upgraded"));

        Assert.True(third.Code == 0, third.ToString());
        Assert.Equal(["teaching"], third.Nodes);
        Assert.Equal(("upgraded", "0.2.0"), (third.State("teaching"), third.Version("teaching")));
        Assert.StartsWith("0.1.0 to 0.2.0; last log ", third.Detail("teaching"), StringComparison.Ordinal);
    }

    /// <summary>Journals of the nodes, and what systemd would do with the shippers there.</summary>
    private sealed class Shippers(TestFleet fleet) : IAsyncDisposable
    {
        private readonly Dictionary<string, ShipperProcess> _running = [];

        public async Task LogAsync(string node)
        {
            using JournalExport export = new();
            string journal = Directory.CreateDirectory(fleet["journal-" + node]).FullName;
            await export.Log($"hello from {node}").Log("and one more").WriteAsync(Path.Combine(journal, "system.journal"));
        }

        /// <summary>Starts a node's shipper, or starts it anew, once the script says that this was done on the node.</summary>
        public Action<string> StartWhenSaid(string word) => line =>
        {
            string node = line.Split(':')[0];
            if (!line.StartsWith($"{node}: {word} (", StringComparison.Ordinal))
            {
                return;
            }

            if (_running.Remove(node, out ShipperProcess? old))
            {
                old.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }

            _running[node] = fleet.Node(node).StartShipper(fleet["journal-" + node]);
        };

        public async ValueTask DisposeAsync()
        {
            foreach (ShipperProcess shipper in _running.Values)
            {
                await shipper.DisposeAsync();
            }
        }
    }
}
