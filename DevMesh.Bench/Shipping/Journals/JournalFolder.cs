using DevMesh.Bench.Running;
using DevMesh.Bench.Traffic;

namespace DevMesh.Bench.Shipping.Journals;

/// <summary>
/// Real journal files of one machine, as rotation leaves them: one after the other in time, each with the traffic of another
/// node of the fleet. They are kept for the next run, because making them is not what is measured.
/// </summary>
internal static class JournalFolder
{
    public const string HostName = "bench";

    private const int Seed = 11;

    // What the files are made of; another number makes them anew.
    private const int Form = 2;

    // It leaves out what its own unit writes, which would be taken for a loss.
    private const string ShippersOwnUnit = "devmesh-shipper.service";

    private static readonly DateTime Start = new(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The folder with <paramref name="entries"/> entries, made unless it is there.</summary>
    public static async Task<string> ProvideAsync(int entries, CancellationToken ct)
    {
        string folder = Path.Combine(BenchServer.DataFolder, $"journal-{entries}-{Form}");
        if (Directory.Exists(folder))
        {
            return folder;
        }

        Report.Progress($"making journal files with {entries:N0} entries, kept for the next run ...");
        string part = folder + ".part";
        if (Directory.Exists(part))
        {
            Directory.Delete(part, recursive: true);
        }

        Directory.CreateDirectory(part);
        await WriteAsync(part, entries, ct);
        Directory.Move(part, folder);
        return folder;
    }

    private static async Task WriteAsync(string folder, int entries, CancellationToken ct)
    {
        FleetTraffic traffic = new(Seed);
        DateTime start = Start;
        int left = entries;
        for (int i = 0; i < FleetTraffic.Nodes.Count; i++)
        {
            int share = left / (FleetTraffic.Nodes.Count - i);
            await using JournalWriter writer = JournalWriter.Open(Path.Combine(folder, $"part{i}.journal"), HostName);
            IEnumerable<TrafficLog> logs = traffic.Logs(FleetTraffic.Nodes[i], start, TimeSpan.FromMilliseconds(200))
                .Where(log => log.Unit != ShippersOwnUnit);
            foreach (TrafficLog log in logs.Take(share))
            {
                await writer.WriteAsync(log, ct);
                start = log.Timestamp;
            }

            await writer.CloseAsync(ct);
            start = start.AddSeconds(1);
            left -= share;
        }
    }
}
