namespace DevMesh.Bench.Shipping.Peers;

/// <summary><c>journalctl -o json --all</c>, its output thrown away: what most shippers without libsystemd read from.</summary>
internal static class JournalctlPeer
{
    private const string Name = "journalctl -o json --all > /dev/null";
    private const string Key = "journalctl_per_s";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static async Task<PeerFigure> RunAsync(string folder, int entries, CancellationToken ct)
    {
        if (Programs.Find("DEVMESH_JOURNALCTL", out string reason) is not { } journalctl)
        {
            return PeerFigure.Absent(Name, Key, reason);
        }

        await using Child child = Child.Start(
            "sh", ["-c", "exec \"$0\" -o json --all --no-pager --quiet --directory \"$1\" >/dev/null", journalctl, folder]);
        bool ended = await child.EndsWithinAsync(Limit, ct);
        TimeSpan elapsed = child.Elapsed;
        return ended && child.Process.ExitCode == 0
            ? new PeerFigure(Name, Key, entries / elapsed.TotalSeconds, "reads and formats, sends nothing")
            : PeerFigure.Absent(Name, Key, $"it failed: {child.Log}");
    }
}
