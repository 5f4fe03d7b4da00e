using DevMesh.Domain.Access;
using DevMesh.Functions.Access;
using DevMesh.Tests.Access;
using DevMesh.Tests.Support;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.Shipper.Processes;

/// <summary>The shipper with its key file, against the app that asks for keys.</summary>
public sealed class KeyTests : IAsyncLifetime, IDisposable
{
    private const string Line =
        """{"__CURSOR":"c","__REALTIME_TIMESTAMP":"1795348800000000","MESSAGE":"failed","_SYSTEMD_UNIT":"app.service"}""";

    private readonly TestApp _app = new();
    private readonly LogLines _lines = new();
    private readonly TemporaryFolder _folder = new();

    public async Task InitializeAsync()
    {
        await _app.Database.InitializeAsync();
        string key = await new TestKeys(_app.Database, TimeProvider.System).AddAsync("gpu", Scope.Ingest, "gpu-node");
        await File.WriteAllTextAsync(_folder["right.key"], key + "\n");
        await File.WriteAllTextAsync(_folder["wrong.key"], ApiKey.Create().Text() + "\n");
        _app.Configure = builder => builder.Logging.AddProvider(_lines.Provider());
        await _app.StartAsync();
    }

    public Task DisposeAsync() => _app.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_shipper_with_a_wrong_key_goes_on_trying_and_says_401_and_one_with_the_key_of_its_node_is_let_in()
    {
        await using (ShipperProcess refused = ShipperProcess.Start(Arguments("wrong.key"), Line + "\n"))
        {
            while (_lines.Of<AccessGate>().Count() < 2)
            {
                await _app.Http.GetAsync("/health"); // asking takes a while, and it tries again by and by
            }

            await refused.StopAsync();
            Assert.Contains("401", refused.Log, StringComparison.Ordinal);
        }

        Assert.Equal(0, await CountAsync());
        await ShipperProcess.RunAsync(Arguments("right.key"), Line + "\n");
        Assert.Equal(1, await CountAsync());
    }

    private string Arguments(string key) =>
        $"--stdin --node gpu-node --server {_app.Http.BaseAddress} --key-file {_folder[key]}";

    private Task<long> CountAsync() => _app.Database.ScalarAsync<long>("SELECT COUNT(*) FROM log_events WHERE node = 'gpu-node'");
}
