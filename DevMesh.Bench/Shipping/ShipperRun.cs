using System.Diagnostics;
using System.Text.Json;
using DevMesh.Bench.Shipping.Sink;

namespace DevMesh.Bench.Shipping;

/// <summary>The shipper over all entries of a folder, once, from its start to its end.</summary>
/// <param name="Arrived">Entries that the sink counted; fewer than were read where rules leave out or join some.</param>
/// <param name="Accounted">Entries that arrived, and those that it says rules left out or joined.</param>
/// <param name="PeakMegabytes">The most anonymous memory that was seen, looked at every 20 ms.</param>
/// <param name="Failure">What it wrote when it did not end well; null when it did.</param>
internal sealed record ShipperRun(
    TimeSpan Elapsed, TimeSpan Cpu, long Arrived, long Accounted, double PeakMegabytes, string? Failure)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Sampled = TimeSpan.FromMilliseconds(20);

    public static async Task<ShipperRun> OnceAsync(
        string folder, SinkProcess sink, string state, IEnumerable<string> options, CancellationToken ct)
    {
        await sink.ClearAsync(ct);
        if (Directory.Exists(state))
        {
            Directory.Delete(state, recursive: true);
        }

        await using Child child = Start(folder, sink, state, [.. options, "--once"]);
        (double peak, TimeSpan cpu) = (0, TimeSpan.Zero);
        while (!await child.EndsWithinAsync(Sampled, ct) && child.Elapsed < Limit)
        {
            (peak, cpu) = Look(child.Process, peak, cpu);
        }

        TimeSpan elapsed = child.Elapsed;
        string? failure = !child.Process.HasExited ? "it did not end" : child.Process.ExitCode != 0 ? child.Log : null;
        long arrived = (await sink.CountAsync(ct)).Entries;
        return new ShipperRun(elapsed, cpu, arrived, failure is null ? arrived + LeftOut(state) : 0, peak, failure);
    }

    public double PerSecond(int entries) => entries / Elapsed.TotalSeconds;

    public static Child Start(string folder, SinkProcess sink, string state, IEnumerable<string> options) => Child.Start(
        Programs.Shipper,
        [
            "run", "--directory", folder, "--server", sink.Address.ToString(), "--node", Journals.JournalFolder.HostName,
            "--state", Directory.CreateDirectory(state).FullName, .. options,
        ]);

    /// <summary>What it wrote down for <c>devmesh-shipper status</c> when it ended.</summary>
    private static long LeftOut(string state)
    {
        using JsonDocument status = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(state, "status.json")));
        JsonElement dropped = status.RootElement.GetProperty("heartbeat").GetProperty("dropped");
        long repeats = status.RootElement.GetProperty("repeats").GetInt64();
        return repeats + dropped.EnumerateObject().Sum(rule => rule.Value.GetInt64());
    }

    /// <summary>Keeps the last that was seen when it has just ended.</summary>
    private static (double Peak, TimeSpan Cpu) Look(Process process, double peak, TimeSpan cpu)
    {
        try
        {
            return (Math.Max(peak, ProcessUsage.AnonymousMegabytes(process.Id)), ProcessUsage.CpuTime(process));
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return (peak, cpu);
        }
    }
}
