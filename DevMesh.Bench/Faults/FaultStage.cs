using System.Net;
using DevMesh.Bench.Running;

namespace DevMesh.Bench.Faults;

/// <summary>
/// What faults strike: a database server of its own, the app as a process, and a proxy in front of each. Senders talk to the
/// first proxy, the app to the second; whoever checks what is stored asks the server itself.
/// </summary>
internal sealed class FaultStage : IAsyncDisposable
{
    private const string DatabaseName = "devmesh_faults";

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly TcpProxy _front = TcpProxy.Start(new IPEndPoint(IPAddress.Loopback, 1)); // where nobody listens
    private readonly TcpProxy _back;
    private AppProcess? _app;

    private FaultStage(string folder, IReadOnlyList<string> shipper, DatabaseServer database)
    {
        Folder = folder;
        Shipper = shipper;
        Database = database;
        _back = TcpProxy.Start(database.Address);
        Http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(20) };
    }

    /// <summary>For the data of the server and of shippers.</summary>
    public string Folder { get; }

    /// <summary>How a shipper is run.</summary>
    public IReadOnlyList<string> Shipper { get; }

    public DatabaseServer Database { get; }

    public AppProcess App => _app ?? throw new InvalidOperationException("the app does not run");

    /// <summary>Between senders and the app.</summary>
    public TcpProxy Front => _front;

    /// <summary>Between the app and its database.</summary>
    public TcpProxy Back => _back;

    /// <summary>The app as senders reach it.</summary>
    public Uri Address => new($"http://127.0.0.1:{_front.Port}");

    public HttpClient Http { get; }

    public string ConnectionString => Database.ConnectionTo(DatabaseName);

    /// <param name="folder">The server's data is kept there for the next time, its database made anew.</param>
    /// <param name="shipper">The program of the shipper and its first arguments.</param>
    public static async Task<FaultStage> StartAsync(string folder, IReadOnlyList<string> shipper, CancellationToken ct)
    {
        FaultStage stage = new(folder, shipper, await DatabaseServer.PrepareAsync(Path.Combine(folder, "db"), ct));
        try
        {
            await stage.Database.StartAsync(ct);
            await stage.Database.CreateAsync(DatabaseName);
            await stage.StartAppAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Short vectors: how long they are does not matter here, and a template is stored with each of some batches.</summary>
    public async Task StartAppAsync()
    {
        _app = await AppProcess.StartAsync(
            Database.ConnectionTo(DatabaseName, _back.Port), ("EMBEDDING_DIM", "64"), ("DEVMESH_STATE", Path.Combine(Folder, "app")));
        _front.Target = new IPEndPoint(IPAddress.Loopback, _app.Http.BaseAddress!.Port);
    }

    /// <inheritdoc cref="AppProcess.LogOf"/>
    public string LogOf(string requestId) => _app?.LogOf(requestId) ?? "";

    public async Task KillAppAsync()
    {
        await App.DisposeAsync(); // a SIGKILL
        _app = null;
    }

    public async Task StopAppAsync()
    {
        await App.StopAsync(StopLimit);
        _app = null;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_app is not null)
        {
            await KillAppAsync();
        }

        await _front.DisposeAsync();
        await _back.DisposeAsync();
        await Database.DisposeAsync();
    }
}
