using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace DevMesh.Bench.Shipping.Peers;

/// <summary>systemd-journal-upload to a systemd-journal-remote on this machine, which writes journal files.</summary>
internal static partial class UploadPeer
{
    private const string Name = "systemd-journal-upload to systemd-journal-remote";
    private const string Key = "journal_upload_per_s";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    public static async Task<PeerFigure> RunAsync(string folder, int entries, string scratch, CancellationToken ct)
    {
        if (Programs.Find("DEVMESH_JOURNAL_UPLOAD", out string reason) is not { } upload)
        {
            return PeerFigure.Absent(Name, Key, reason);
        }

        int port = FreePort();
        string received = Directory.CreateDirectory(Path.Combine(scratch, "received")).FullName;
        await using Child remote = Child.Start(
            Programs.JournalRemote, [$"--listen-http=127.0.0.1:{port}", "--split-mode=host", "-o", received]);
        await AcceptsAsync(port, remote, ct);
        await using Child child = Child.Start(
            upload,
            [$"--url=http://127.0.0.1:{port}", $"--directory={folder}", "--follow=no", $"--save-state={scratch}/uploaded"]);
        bool ended = await child.EndsWithinAsync(Limit, ct);
        TimeSpan elapsed = child.Elapsed;
        if (!ended || child.Process.ExitCode != 0)
        {
            return PeerFigure.Absent(Name, Key, $"it {(ended ? "failed" : "did not end")}: {child.Log}{remote.Log}");
        }

        long arrived = await CountAsync(received, ct);
        return arrived == entries
            ? new PeerFigure(Name, Key, entries / elapsed.TotalSeconds, $"all {arrived:N0} arrived")
            : new PeerFigure(Name, Key, arrived / elapsed.TotalSeconds, $"only {arrived:N0} of {entries:N0} arrived");
    }

    private static async Task<long> CountAsync(string folder, CancellationToken ct)
    {
        string journalctl = Programs.Find("DEVMESH_JOURNALCTL", out _) ?? "journalctl";
        await using Child header = Child.Start(journalctl, ["--header", "--directory", folder], output: true);
        string text = await header.Process.StandardOutput.ReadToEndAsync(ct);
        return EntryObjects().Matches(text).Sum(match => long.Parse(match.Groups["count"].ValueSpan));
    }

    private static async Task AcceptsAsync(int port, Child remote, CancellationToken ct)
    {
        while (true)
        {
            using TcpClient client = new();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, ct);
                return;
            }
            catch (SocketException) when (!remote.Process.HasExited && remote.Elapsed < TimeSpan.FromSeconds(10))
            {
                await Task.Delay(50, ct);
            }
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"^Entry objects: (?<count>\d+)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex EntryObjects();
}
