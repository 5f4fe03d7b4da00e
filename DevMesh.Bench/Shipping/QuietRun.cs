using DevMesh.Bench.Shipping.Journals;
using DevMesh.Bench.Shipping.Sink;
using DevMesh.Bench.Traffic;

namespace DevMesh.Bench.Shipping;

/// <summary>
/// The shipper as it spends its days: it has caught up with a million entries, follows a journal that says little, and then
/// one that says ten lines a second.
/// </summary>
/// <param name="IdleMegabytes">Anonymous memory ten seconds after it caught up.</param>
/// <param name="IdleCpuPercent">Of one core, over the time with ten entries a second.</param>
/// <param name="Requests">That it sent in that time.</param>
internal sealed record QuietRun(double IdleMegabytes, double IdleCpuPercent, long Requests)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromMinutes(3);

    public static async Task<QuietRun> RunAsync(
        string folder, SinkProcess sink, string scratch, TimeSpan length, CancellationToken ct)
    {
        await sink.ClearAsync(ct);
        string followed = Directory.CreateDirectory(Path.Combine(scratch, "followed")).FullName;
        await using (Child link = Child.Start("ln", [.. Directory.GetFiles(folder), followed]))
        {
            await link.Process.WaitForExitAsync(ct);
        }

        await using JournalWriter live = JournalWriter.Open(Path.Combine(followed, "live.journal"), JournalFolder.HostName);
        using IEnumerator<TrafficLog> traffic = new FleetTraffic(seed: 12)
            .Logs(FleetTraffic.Nodes[0], DateTime.UtcNow, TimeSpan.FromSeconds(1)).GetEnumerator();
        await AppendAsync(live, traffic, ct);
        await using Child shipper = ShipperRun.Start(followed, sink, Path.Combine(scratch, "quiet"), []);
        await CaughtUpAsync(shipper, sink, ct);
        double idle = ProcessUsage.AnonymousMegabytes(shipper.Process.Id);

        long requests = (await sink.ProgressAsync(ct)).Requests;
        TimeSpan before = ProcessUsage.CpuTime(shipper.Process);
        TimeSpan started = shipper.Elapsed;
        while (shipper.Elapsed - started < length)
        {
            await AppendAsync(live, traffic, ct);
            await Task.Delay(Between, ct);
        }

        TimeSpan used = ProcessUsage.CpuTime(shipper.Process) - before;
        double percent = 100 * used / (shipper.Elapsed - started);
        return new QuietRun(idle, percent, (await sink.ProgressAsync(ct)).Requests - requests);
    }

    private static async Task AppendAsync(JournalWriter live, IEnumerator<TrafficLog> traffic, CancellationToken ct)
    {
        traffic.MoveNext();
        await live.WriteAsync(traffic.Current with { Timestamp = DateTime.UtcNow }, ct);
        await live.FlushAsync(ct);
    }

    /// <summary>Waits until something has come in and then nothing more, for long enough to be at rest.</summary>
    private static async Task CaughtUpAsync(Child shipper, SinkProcess sink, CancellationToken ct)
    {
        long requests = 0;
        TimeSpan at = shipper.Elapsed;
        while (requests == 0 || shipper.Elapsed - at < Silence)
        {
            if (shipper.Process.HasExited || shipper.Elapsed > CatchUpLimit)
            {
                throw new InvalidOperationException($"the shipper did not catch up:\n{shipper.Log}");
            }

            await Task.Delay(Between, ct);
            long now = (await sink.ProgressAsync(ct)).Requests;
            (requests, at) = now == requests ? (requests, at) : (now, shipper.Elapsed);
        }
    }
}
