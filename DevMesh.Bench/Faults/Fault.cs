using DevMesh.Bench.Running;

namespace DevMesh.Bench.Faults;

/// <summary>Something that goes wrong, and is put right again.</summary>
/// <param name="Name">A short name, for <c>--only</c> and as part of its nodes' names.</param>
/// <param name="Kills">How many processes it kills each time.</param>
/// <param name="StrikeAsync">Returns once everything runs again and nothing is cut or slowed any more.</param>
internal sealed record Fault(
    string Name, string What, int Kills, Func<FaultStage, ShipperSender, Random, CancellationToken, Task> StrikeAsync)
{
    // Some batches one way, and some answers the other way: of the app to senders, of the server to the app.
    private const int MostSent = 12_000;
    private const int MostAnswered = 500;

    private static readonly TimeSpan CutLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SlowFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SlowDelay = TimeSpan.FromMilliseconds(5);

    private const int SlowPiece = 400; // 80 kB/s a connection

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("app", "SIGKILL of the app", 1, async (stage, _, _, _) =>
        {
            await stage.KillAppAsync();
            await stage.StartAppAsync();
        }),
        new("mariadbd", "SIGKILL of mariadbd", 1, async (stage, _, random, ct) =>
        {
            await stage.Database.KillAsync();
            await Task.Delay(random.Next(300), ct); // the app meets a database that is not there
            await stage.Database.StartAsync(ct);
        }),
        new("shipper", "SIGKILL of the shipper", 1, async (_, shipper, _, _) =>
        {
            await shipper.KillAsync();
            shipper.StartAgain();
        }),
        new("all", "SIGKILL of all three", 3, async (stage, shipper, _, ct) =>
        {
            await Task.WhenAll(shipper.KillAsync(), stage.KillAppAsync(), stage.Database.KillAsync());
            shipper.StartAgain();
            await Task.WhenAll(stage.StartAppAsync(), stage.Database.StartAsync(ct)); // whoever is ready first
        }),
        new("cut-app", "app cut off (RST)", 0,
            (stage, _, random, ct) => CutAsync(stage.Front, random, ct)),
        new("cut-db", "database cut off (RST)", 0,
            (stage, _, random, ct) => CutAsync(stage.Back, random, ct)),
        new("slow-app", "app slow, then cut off", 0, (stage, _, _, ct) => SlowAsync(stage.Front, ct)),
        new("slow-db", "database slow, then cut off", 0, (stage, _, _, ct) => SlowAsync(stage.Back, ct)),
        new("hang", "mariadbd hangs (SIGSTOP)", 0, async (stage, _, random, ct) =>
        {
            await stage.Database.HoldAsync();
            await Task.Delay(random.Next(500, 2500), ct);
            await stage.Database.GoOnAsync();
        }),
        new("restart", "full restart (SIGTERM)", 0, async (stage, shipper, _, ct) =>
        {
            await shipper.StopAsync(ct);
            await stage.StopAppAsync();
            await stage.Database.StopAsync(ct);
            await stage.Database.StartAsync(ct);
            await stage.StartAppAsync();
            shipper.StartAgain();
        }),
    ];

    /// <summary>One connection is reset in the middle of a request or statement, and one in the middle of an answer.</summary>
    private static async Task CutAsync(TcpProxy proxy, Random random, CancellationToken ct)
    {
        await proxy.CutAfterAsync(ProxyWay.ToTarget, random.Next(MostSent)).WaitAsync(CutLimit, ct);
        await proxy.CutAfterAsync(ProxyWay.FromTarget, random.Next(MostAnswered)).WaitAsync(CutLimit, ct);
    }

    private static async Task SlowAsync(TcpProxy proxy, CancellationToken ct)
    {
        int piece = proxy.Piece;
        (proxy.Delay, proxy.Piece) = (SlowDelay, SlowPiece);
        await Task.Delay(SlowFor, ct);
        proxy.Cut();
        (proxy.Delay, proxy.Piece) = (TimeSpan.Zero, piece);
    }
}
