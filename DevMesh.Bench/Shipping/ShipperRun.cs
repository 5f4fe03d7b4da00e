using System.Diagnostics;
using DevMesh.Bench.Shipping.Sink;

namespace DevMesh.Bench.Shipping;

/// <summary>The shipper over all entries of a folder, once, from its start to its end.</summary>
/// <param name="Arrived">Entries that the sink counted; fewer than were read where rules leave out or join some.</param>
/// <param name="PeakMegabytes">The most anonymous memory that was seen, looked at every 20 ms.</param>
/// <param name="Failure">What it wrote when it did not end well; null when it did.</param>
internal sealed record ShipperRun(TimeSpan Elapsed, TimeSpan Cpu, long Arrived, double PeakMegabytes, string? Failure)
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
        return new ShipperRun(elapsed, cpu, (await sink.CountAsync(ct)).Entries, peak, failure);
    }

    public static Child Start(string folder, SinkProcess sink, string state, IEnumerable<string> options) => Child.Start(
        Programs.Shipper,
        [
            "run", "--directory", folder, "--server", sink.Address.ToString(), "--node", Journals.JournalFolder.HostName,
            "--state", Directory.CreateDirectory(state).FullName, .. options,
        ]);

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
