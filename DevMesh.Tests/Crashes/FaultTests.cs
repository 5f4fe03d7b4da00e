using DevMesh.Bench.Faults;
using DevMesh.Tests.Shipper.Processes;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Crashes;

/// <summary>
/// The short form of <c>./devmesh bench faults</c>: the app, its database server and the shipper, all real, are killed and cut off
/// at random moments, and afterwards everything that was acknowledged is there once, with its template and rightly counted.
/// </summary>
public sealed class FaultTests(FaultTests.Stage stage) : IClassFixture<FaultTests.Stage>
{
    [Theory]
    [InlineData("app", 2)]
    [InlineData("mariadbd", 1)]
    [InlineData("shipper", 3)]
    [InlineData("all", 1)]
    [InlineData("cut-app", 3)]
    [InlineData("cut-db", 1)]
    public async Task What_was_acknowledged_is_there_once_after(string name, int tries)
    {
        int seed = Random.Shared.Next(1_000_000);
        Fault fault = Fault.All.Single(each => each.Name == name);

        FaultFigures figures = await FaultRun.RunAsync(stage.Running, fault, tries, new Random(seed), _ => { }, default);

        Assert.True(figures.IsClean, $"seed {seed}: {figures} {string.Join(' ', figures.WrongAnswers)}");
        Assert.InRange(figures.Acknowledged, 1, figures.Found.Found);
    }

    public sealed class Stage : IAsyncLifetime, IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        internal FaultStage Running { get; private set; } = null!;

        public async Task InitializeAsync() => Running = await FaultStage.StartAsync(_folder.Path, ShipperProcess.Command, default);

        public async Task DisposeAsync() => await Running.DisposeAsync();

        public void Dispose() => _folder.Dispose();
    }
}
