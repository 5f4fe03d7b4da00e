using DevMesh.Bench.Shipping.Sink;

namespace DevMesh.Bench.Shipping.Peers;

/// <summary>A log daemon that reads the journal and posts it to the sink, from its start until all has arrived.</summary>
/// <param name="Variable">The environment variable with its path.</param>
/// <param name="LinesPerEntry">How many lines an entry has in the body of its requests.</param>
/// <param name="Configure">Makes its configuration of the sink's address and a folder for its files.</param>
/// <param name="Arguments">Makes its command line of the path of its configuration and the same folder.</param>
internal sealed record SinkPeer(
    string Name,
    string Key,
    string Variable,
    int LinesPerEntry,
    Func<Uri, string, string> Configure,
    Func<string, string, string[]> Arguments)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    public async Task<PeerFigure> RunAsync(string folder, int entries, SinkProcess sink, string scratch, CancellationToken ct)
    {
        if (Programs.Find(Variable, out string reason) is not { } program)
        {
            return PeerFigure.Absent(Name, Key, reason);
        }

        if (await JournalMount.RefusalAsync(folder, ct) is { } refusal)
        {
            return PeerFigure.Absent(Name, Key, refusal);
        }

        await sink.ClearAsync(ct);
        string own = Directory.CreateDirectory(Path.Combine(scratch, Key)).FullName;
        string configuration = Path.Combine(own, "configuration");
        await File.WriteAllTextAsync(configuration, Configure(sink.Address, own), ct);
        await using Child child = JournalMount.Start(folder, program, Arguments(configuration, own));
        (long arrived, TimeSpan at) = await ArrivalAsync(child, entries, sink, ct);
        string note = arrived == entries ? $"all {arrived:N0} arrived" : $"only {arrived:N0} of {entries:N0} arrived";
        return arrived == 0
            ? PeerFigure.Absent(Name, Key, $"nothing arrived: {child.Log}")
            : new PeerFigure(Name, Key, arrived / at.TotalSeconds, note);
    }

    /// <summary>Waits until all has arrived, or nothing more does; what had come, and when its last part had.</summary>
    private async Task<(long Arrived, TimeSpan At)> ArrivalAsync(Child child, int entries, SinkProcess sink, CancellationToken ct)
    {
        long arrived = 0;
        TimeSpan at = TimeSpan.Zero;
        while (arrived < entries && !child.Process.HasExited && child.Elapsed < Limit && child.Elapsed - at < LongestSilence)
        {
            await Task.Delay(50, ct);
            long now = (await sink.ProgressAsync(ct)).Lines / LinesPerEntry;
            if (now > arrived)
            {
                (arrived, at) = (now, child.Elapsed);
            }
        }

        return (arrived, at);
    }
}
