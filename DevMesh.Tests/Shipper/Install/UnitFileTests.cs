using System.Diagnostics;
using System.Runtime.Versioning;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Install;

/// <summary>The unit runs what install.sh installs, as the user that it makes; and publish refuses what it does not know.</summary>
[SupportedOSPlatform("linux")]
public sealed class UnitFileTests : IDisposable
{
    private readonly ShipperPackage _package = new();

    public void Dispose() => _package.Dispose();

    [Fact]
    public void The_unit_starts_the_installed_program_with_the_installed_settings()
    {
        _package.Install("gpu-node", "monitoring-vm");
        string[] unit = File.ReadAllLines(_package.PathOf("/etc/systemd/system/devmesh-shipper.service"));

        Assert.True(File.Exists(_package.PathOf(Value(unit, "ExecStart").Split(' ')[0])));
        Assert.True(File.Exists(_package.PathOf(Value(unit, "EnvironmentFile"))));
        Assert.Equal(("devmesh-shipper", "systemd-journal"), (Value(unit, "User"), Value(unit, "SupplementaryGroups")));
        Assert.Equal(("always", "0"), (Value(unit, "Restart"), Value(unit, "StartLimitIntervalSec")));
    }

    [Theory]
    [InlineData]
    [InlineData("server")]
    [InlineData("shipper", "mips")]
    public void Publish_says_what_it_publishes(params string[] arguments)
    {
        ProcessStartInfo start = new("bash", [Repository.File("devmesh"), "publish", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(2, process.ExitCode);
        Assert.Contains("./devmesh publish shipper [x64|arm64]", errors);
    }

    private static string Value(string[] unit, string name) =>
        Assert.Single(unit, line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}
