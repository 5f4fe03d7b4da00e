using System.CommandLine;
using DevMesh.Bench.Running;
using DevMesh.Bench.Shipping.Journals;
using DevMesh.Bench.Shipping.Peers;
using DevMesh.Bench.Shipping.Sink;

namespace DevMesh.Bench.Shipping;

/// <summary>
/// <c>shipper</c>: from journal files to a server that only answers, with the default rules, and what other shippers do with the
/// same files in the same run; then its memory, and its CPU on a quiet machine.
/// </summary>
internal static class ShipperCommand
{
    public static Command Create()
    {
        Option<int> entries = Number("--entries", "How many entries the journal has.", 1_000_000);
        Option<int> rounds = Number("--rounds", "How often the shipper runs; the median counts.", 3);
        Option<int> quiet = Number("--quiet-seconds", "How long CPU is measured at 10 entries/s.", 60);
        Option<bool> peersOnly = new("--peers-only") { Description = "Measure the other shippers only." };
        Option<bool> json = new("--json") { Description = "Print the figures as one JSON object in the last line, too." };
        Command command = new("shipper", "Journal files to a server that only answers, beside other shippers.")
        {
            entries, rounds, quiet, peersOnly, json,
        };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetValue(entries), parsed.GetValue(peersOnly) ? 0 : parsed.GetValue(rounds),
            TimeSpan.FromSeconds(parsed.GetValue(quiet)), parsed.GetValue(json), ct));
        return command;
    }

    private static Option<int> Number(string name, string description, int otherwise) =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise };

    private static async Task<int> RunAsync(int entries, int rounds, TimeSpan quiet, bool json, CancellationToken ct)
    {
        string folder = await JournalFolder.ProvideAsync(entries, ct);
        string scratch = Scratch();
        Report report = new($"shipper: {entries:N0} journal entries of {Directory.GetFiles(folder).Length} files");
        try
        {
            await using SinkProcess sink = await SinkProcess.StartAsync(ct);
            if (rounds > 0)
            {
                await MeasureAsync(report, folder, entries, rounds, sink, scratch, ct);
            }

            await AddPeersAsync(report, folder, entries, sink, scratch, ct);
            if (rounds > 0)
            {
                Report.Progress($"the shipper at rest, then {quiet.TotalSeconds:0} s with 10 entries/s ...");
                QuietRun rest = await QuietRun.RunAsync(folder, sink, scratch, quiet, ct);
                report.Add("anonymous memory at rest, having caught up", "rss_anon_mb_idle", rest.IdleMegabytes, "MB", digits: 1)
                    .Add("CPU at 10 entries/s, of one core", "idle_cpu_percent", rest.IdleCpuPercent, "%", digits: 2)
                    .Add("requests in that time", null, rest.Requests);
            }
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }

        report.Print(json);
        return 0;
    }

    /// <summary>An empty folder beside the journal files: it holds links to them, which need the same file system.</summary>
    private static string Scratch()
    {
        string scratch = Path.Combine(BenchServer.DataFolder, "shipper-run");
        if (Directory.Exists(scratch))
        {
            Directory.Delete(scratch, recursive: true);
        }

        return Directory.CreateDirectory(scratch).FullName;
    }

    private static async Task MeasureAsync(
        Report report, string folder, int entries, int rounds, SinkProcess sink, string scratch, CancellationToken ct)
    {
        string state = Path.Combine(scratch, "once");
        List<ShipperRun> runs = [];
        for (int i = 0; i < rounds; i++)
        {
            Report.Progress($"the shipper, round {i + 1} of {rounds} ...");
            runs.Add(Checked(await ShipperRun.OnceAsync(folder, sink, state, [], ct), entries));
        }

        Report.Progress("the shipper without rules ...");
        ShipperRun all = Checked(await ShipperRun.OnceAsync(folder, sink, state, ["--filter", "none"], ct), entries);

        ShipperRun median = runs.OrderBy(run => run.Elapsed).ElementAt(rounds / 2);
        report.Add("devmesh-shipper, default rules", "entries_per_s", median.PerSecond(entries), "entries/s")
            .Add("  of them arrived; the rest the rules left out or joined", null, median.Arrived)
            .Add("  CPU per entry", null, median.Cpu.TotalMicroseconds / entries, "us", digits: 2)
            .Add($"devmesh-shipper, no rules; all {all.Arrived:N0} arrived", "unfiltered_per_s", all.PerSecond(entries), "entries/s")
            .Add("anonymous memory at full speed, peak", "rss_anon_mb_busy", runs.Max(run => run.PeakMegabytes), "MB", digits: 1);
    }

    /// <summary>A run that lost entries, or sent some twice, is no result.</summary>
    private static ShipperRun Checked(ShipperRun run, int entries)
    {
        if (run.Failure is not null)
        {
            throw new InvalidOperationException($"the shipper failed:\n{run.Failure}");
        }

        return run.Accounted == entries
            ? run
            : throw new InvalidOperationException($"{entries:N0} entries were to be accounted for, and {run.Accounted:N0} are");
    }

    private static async Task AddPeersAsync(
        Report report, string folder, int entries, SinkProcess sink, string scratch, CancellationToken ct)
    {
        Func<Task<PeerFigure>>[] peers =
        [
            () => JournalctlPeer.RunAsync(folder, entries, ct),
            () => UploadPeer.RunAsync(folder, entries, scratch, ct),
            () => SinkPeers.Rsyslog.RunAsync(folder, entries, sink, scratch, ct),
            () => SinkPeers.SyslogNg.RunAsync(folder, entries, sink, scratch, ct),
        ];
        foreach (Func<Task<PeerFigure>> measure in peers)
        {
            PeerFigure peer = await measure();
            Report.Progress($"{peer.Name}: {(peer.PerSecond is { } speed ? $"{speed:N0} entries/s, " : "")}{peer.Note}");
            if (peer.PerSecond is { } perSecond)
            {
                report.Add($"{peer.Name}; {peer.Note}", peer.Key, perSecond, "entries/s");
            }
            else
            {
                report.AddAbsent(peer.Name, peer.Key, peer.Note);
            }
        }
    }
}
