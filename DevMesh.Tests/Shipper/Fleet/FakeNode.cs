using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using DevMesh.Tests.Shipper.Processes;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Fleet;

/// <summary>
/// A machine with SSH, as far as the fleet script sees it: an SSH server of its own on a loopback port, whose sessions have a
/// DESTDIR, so that all that is installed lands in a folder of the test.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class FakeNode : IAsyncDisposable
{
    private readonly Process _server;
    private readonly string _folder;
    private readonly Task _readToEnd;

    private FakeNode(string name, string folder, int port, Process server)
    {
        (Name, _folder, Port, _server) = (name, folder, port, server);
        _readToEnd = server.StandardError.ReadToEndAsync();
    }

    public string Name { get; }

    public int Port { get; }

    /// <summary>Where its files are.</summary>
    public string Root => Path.Combine(_folder, "root");

    /// <summary>What its sessions have as TMPDIR.</summary>
    public string Temporary => Path.Combine(_folder, "tmp");

    /// <summary>Starts its SSH server.</summary>
    /// <param name="command">
    /// What runs instead of each command that comes in; <c>$SSH_ORIGINAL_COMMAND</c> is that one. Null runs it as it is.
    /// </param>
    public static async Task<FakeNode> StartAsync(string name, string folder, string authorizedKeys, string? command = null)
    {
        Directory.CreateDirectory(Path.Combine(folder, "root"));
        Directory.CreateDirectory(Path.Combine(folder, "tmp"));
        await Programs.RunAsync(Programs.KeyGenerator, "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(folder, "host_key"));
        while (true)
        {
            int port = FreePort();
            string config = Path.Combine(folder, "sshd_config");
            await File.WriteAllTextAsync(config, Config(folder, port, authorizedKeys, command));
            Process server = Process.Start(new ProcessStartInfo(
                "bash", [Repository.File("DevMesh.Tests/Shipper/Fleet/sshd.sh"), Programs.Server, "-D", "-e", "-f", config])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
            })!;
            string said = "";
            while (await server.StandardError.ReadLineAsync() is { } line)
            {
                said += line + "\n";
                if (line.StartsWith("Server listening", StringComparison.Ordinal))
                {
                    return new FakeNode(name, folder, port, server);
                }
            }

            await server.WaitForExitAsync();
            server.Dispose();
            Assert.True(said.Contains("Address already in use", StringComparison.Ordinal), said); // someone was faster
        }
    }

    /// <summary>A loopback port that nobody listens on.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The text of a file of the node.</summary>
    public string Read(string path) => File.ReadAllText(Root + path);

    /// <summary>Every file of the node, with its mode, when it was written, and a hash of its content.</summary>
    public string[] Files() =>
    [
        .. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file =>
            $"{file[Root.Length..]} {Convert.ToString((int)File.GetUnixFileMode(file), 8)} {File.GetLastWriteTimeUtc(file):O} "
            + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))),
    ];

    /// <summary>What systemd would do: runs ExecStart of the installed unit, with the variables of its EnvironmentFile.</summary>
    /// <param name="journal">The folder of the journal that stands for the machine's own.</param>
    public ShipperProcess StartShipper(string journal)
    {
        string[] unit = File.ReadAllLines(Root + "/etc/systemd/system/devmesh-shipper.service");
        string[] command = Value(unit, "ExecStart").Split(' ');
        ProcessStartInfo start = new(Root + command[0], [.. command[1..], "--directory", journal, "--batch-age", "50"]);
        foreach (string line in File.ReadAllLines(Root + Value(unit, "EnvironmentFile")).Where(line => !line.StartsWith('#')))
        {
            string[] pair = line.Split('=', 2);
            start.Environment[pair[0]] = pair[1].StartsWith('/') ? Root + pair[1] : pair[1];
        }

        start.Environment["DEVMESH_STATE"] = Path.Combine(_folder, "state");
        return ShipperProcess.Start(start);
    }

    public async ValueTask DisposeAsync()
    {
        _server.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
        await _readToEnd;
    }

    private static string Value(string[] unit, string name) =>
        Assert.Single(unit, line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];

    private static string Config(string folder, int port, string authorizedKeys, string? command) =>
        $"""
        ListenAddress 127.0.0.1:{port}
        HostKey {folder}/host_key
        AuthorizedKeysFile {authorizedKeys}
        AuthenticationMethods publickey
        UsePAM no
        StrictModes no
        PidFile none
        SshdSessionPath {Programs.Session}
        SshdAuthPath {Programs.Authentication}
        SetEnv DESTDIR={folder}/root TMPDIR={folder}/tmp
        {(command is null ? "" : "ForceCommand " + command)}
        """;
}
