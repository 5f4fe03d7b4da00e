using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Dapper;
using DevMesh.Bench.Shipping;
using DevMesh.Functions.MariaDb;

namespace DevMesh.Bench.Running;

/// <summary>
/// A MariaDB server of a benchmark's own: small, as durable as that of <c>up</c>, and a child of this process, so that it can be
/// killed, held and started again. Each start has the same port, password and data.
/// </summary>
internal sealed class DatabaseServer : IAsyncDisposable
{
    private const string Script = "db/embedded-server.sh";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    private readonly string _folder;
    private readonly string[] _command;
    private readonly Dictionary<string, string> _client;
    private Child? _server;

    private DatabaseServer(string folder, string[] command)
    {
        _folder = folder;
        _command = command;
        _client = File.ReadLines(Path.Combine(folder, "client.cnf"))
            .Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }

    public IPEndPoint Address => new(IPAddress.Loopback, int.Parse(_client["port"]));

    private Child Server => _server ?? throw new InvalidOperationException("the database server does not run");

    /// <param name="folder">What is there is kept; one that a killed benchmark left running there is stopped.</param>
    public static async Task<DatabaseServer> PrepareAsync(string folder, CancellationToken ct)
    {
        await using Child script = Child.Start("bash", [Checkout.File(Script), "command", folder, "crash"], output: true);
        string output = await script.Process.StandardOutput.ReadToEndAsync(ct);
        await script.Process.WaitForExitAsync(ct);
        return script.Process.ExitCode == 0
            ? new DatabaseServer(folder, output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            : throw new InvalidOperationException($"{Script} could not prepare a server:\n{script.Log}");
    }

    /// <param name="port">That of a proxy; null for the server's own.</param>
    public string ConnectionTo(string database, int? port = null) =>
        $"Server=127.0.0.1;Port={port ?? Address.Port};Database={database};User ID={_client["user"]};"
        + $"Password={_client["password"]};SslMode=Disabled";

    /// <summary>An empty database of this name, in place of one that is there.</summary>
    public async Task CreateAsync(string database)
    {
        await using DbDataSource source = Driver.CreateDataSource(ConnectionTo("devmesh"));
        await using DbConnection connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync($"DROP DATABASE IF EXISTS {database}", commandTimeout: 60);
        await connection.ExecuteAsync($"CREATE DATABASE {database}");
    }

    /// <summary>Returns once it listens: it has recovered what a SIGKILL left behind.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        _server = Child.Start(_command[0], _command[1..]);
        await File.WriteAllTextAsync(Path.Combine(_folder, "mariadbd.pid"), $"{_server.Process.Id}\n", ct);
        while (!await ListensAsync(ct))
        {
            if (_server.Process.HasExited || _server.Elapsed > StartLimit)
            {
                throw new InvalidOperationException($"the database server did not start:\n{_server.Log}");
            }

            await Task.Delay(Between, ct);
        }
    }

    public async Task KillAsync()
    {
        await Server.DisposeAsync(); // a SIGKILL
        _server = null;
    }

    /// <summary>SIGTERM, as an administrator stops it.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        await Signals.SendAsync(Server.Process, "TERM");
        await Server.Process.WaitForExitAsync(ct);
        await KillAsync();
    }

    /// <summary>SIGSTOP: connections stay, and nothing is answered on them.</summary>
    public Task HoldAsync() => Signals.SendAsync(Server.Process, "STOP");

    public Task GoOnAsync() => Signals.SendAsync(Server.Process, "CONT");

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await KillAsync();
        }
    }

    private async Task<bool> ListensAsync(CancellationToken ct)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(Address, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
