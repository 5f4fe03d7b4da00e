using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using DevMesh.Tests.Shipper.Install;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Fleet;

/// <summary>Some fake nodes, a key that opens them, their inventory, a package, and the script that is run on them.</summary>
[SupportedOSPlatform("linux")]
internal sealed class TestFleet : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, FakeNode> _nodes = [];
    private readonly List<string> _inventory = [];
    private string _packageFile = "";

    /// <summary>The package before it is packed; see <see cref="PackAsync"/>.</summary>
    public ShipperPackage Package { get; } = new();

    public string this[string file] => _folder[file];

    public FakeNode Node(string name) => _nodes[name];

    /// <summary>Makes a fleet of nodes that all work.</summary>
    public static async Task<TestFleet> StartAsync(params string[] names)
    {
        TestFleet fleet = new();
        string key = fleet["key"];
        await Programs.RunAsync(Programs.KeyGenerator, "-q", "-t", "ed25519", "-N", "", "-f", key);
        fleet.AddLine($"default user={Environment.UserName} key=key   # beside the inventory");
        await fleet.PackAsync("0.1.0");
        await Task.WhenAll(names.Select(name => fleet.AddAsync(name)));
        return fleet;
    }

    /// <param name="authorizedKeys">The keys that it takes; the fleet's if null.</param>
    public async Task<FakeNode> AddAsync(string name, string? command = null, string? authorizedKeys = null)
    {
        string folder = Directory.CreateDirectory(_folder["node-" + name]).FullName;
        FakeNode node = await FakeNode.StartAsync(name, folder, authorizedKeys ?? _folder["key.pub"], command);
        lock (_nodes)
        {
            _nodes[name] = node;
            AddLine($"{name} 127.0.0.1:{node.Port}");
        }

        return node;
    }

    public void AddLine(string line) => _inventory.Add(line);

    /// <summary>Packs the package as a version of it, for this machine; the next run installs it.</summary>
    public async Task PackAsync(string version, string start = "exit 1")
    {
        Package.Put("devmesh-shipper", $"#!/bin/sh\nif [ \"$1\" = --version ]; then echo {version}+abc; exit; fi\n{start}\n");
        string machine = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        string name = $"devmesh-shipper-{version}-linux-{machine}";
        _packageFile = _folder[name + ".tar.gz"];
        await Programs.RunAsync(
            "tar", "-czf", _packageFile, "-C", Package.PackageFolder, "--transform", $"s,^\\.,{name},", ".");
    }

    /// <summary>Runs <c>./devmesh fleet</c> with the inventory and the package.</summary>
    public async Task<FleetResult> RunAsync(Uri server, string[] more, Action<string>? onLine = null)
    {
        await File.WriteAllLinesAsync(_folder["fleet.txt"], _inventory);
        string[] arguments = ["fleet", _folder["fleet.txt"], "--server", server.ToString(), "--package", _packageFile, .. more];
        return await FleetScript.RunAsync(_folder, arguments, onLine);
    }

    public Task<FleetResult> RunAsync(Uri server, params string[] more) => RunAsync(server, more, null);

    /// <summary>Runs <c>./devmesh</c> with the state folder of this fleet.</summary>
    public Task<FleetResult> RunScriptAsync(params string[] arguments) => FleetScript.RunAsync(_folder, arguments);

    public async ValueTask DisposeAsync()
    {
        foreach (FakeNode node in _nodes.Values)
        {
            await node.DisposeAsync();
        }

        Package.Dispose();
        _folder.Dispose();
    }
}
