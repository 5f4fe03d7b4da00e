using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Incidents.Kinds;

namespace DevMesh.Tests.Incidents.Kinds;

/// <summary>Lines as real programs write them.</summary>
public sealed class FailureKindsTests
{
    [Theory]
    [InlineData("mkdir: cannot create directory 'x': No space left on device", "disk full")]
    [InlineData("[ERROR] mariadbd: Disk full (/tmp/#sql); waiting for someone to free some space... (errno: 28)", "disk full")]
    [InlineData("Out of memory: Killed process 4242 (java) total-vm:8123456kB, anon-rss:7000000kB", "out of memory")]
    [InlineData("dial tcp: lookup api.example.org on 10.0.0.2:53: no such host", "DNS failure")]
    [InlineData("curl: (6) Could not resolve host: example.org", "DNS failure")]
    [InlineData("x509: certificate has expired or is not yet valid", "certificate expired")]
    [InlineData("Forward time jump detected! System clock was stepped by 7.2 seconds", "clock jump")]
    [InlineData("e1000e 0000:00:1f.6 eno1: NIC Link is Down", "network link down")]
    [InlineData("app[123]: segfault at 0 ip 00007f sp 00007f error 4 in libc.so.6", "crash")]
    [InlineData("SQLSTATE[08004] [1040] Too many connections", "database connections exhausted")]
    [InlineData("Lock wait timeout exceeded; try restarting transaction", "database lock")]
    [InlineData("NVRM: Xid (PCI:0000:65:00): 79, GPU has fallen off the bus.", "GPU lost")]
    [InlineData("Buffer I/O error on dev sdc1, logical block 99, async page read", "disk failure")]
    [InlineData("EXT4-fs (sda1): Remounting filesystem read-only", "read-only file system")]
    [InlineData("nfs: server store not responding, still trying", "file server away")]
    [InlineData("listen tcp :8080: bind: address already in use", "port in use")]
    [InlineData("SELinux is preventing /usr/sbin/httpd from read access", "denial by a security module")]
    [InlineData("nginx: [emerg] unknown directive \"serve\" in /etc/nginx/nginx.conf:3", "configuration error")]
    [InlineData("accept4: Too many open files", "open file limit")]
    [InlineData("INFO: task jbd2/sda1-8:312 blocked for more than 120 seconds.", "hung task")]
    [InlineData("CPU3: Package temperature above threshold, cpu clock throttled (total events = 12)", "overheating")]
    [InlineData("Kernel panic - not syncing: Fatal exception in interrupt", "kernel panic")]
    [InlineData("Failed to pull image \"shop:v3\": rpc error: code = NotFound", "image pull failure")]
    [InlineData("write error: Disk quota exceeded", "quota reached")]
    [InlineData("dhclient: No DHCPOFFERS received.", "DHCP failure")]
    [InlineData("A DegradedArray event had been detected on md device /dev/md1.", "array degraded")]
    [InlineData("UPS rack@localhost on battery", "power loss")]
    [InlineData("arping: IPv4 duplicate address detected for 10.0.0.7", "address conflict")]
    [InlineData("chronyd: Can't synchronise: no selectable sources", "time not synchronized")]
    [InlineData("connect() failed (111: Connection refused) while connecting to upstream", "connection refused")]
    [InlineData("web.service: Scheduled restart job, restart counter is at 5.", "service failed")]
    public void A_line_is_of_its_kind(string message, string kind) => Assert.Equal(kind, FailureKinds.Of(message)?.Name);

    [Theory]
    [InlineData("Accepted publickey for alice from 10.0.0.5 port 51122 ssh2")]
    [InlineData("pam_unix(cron:session): session opened for user root(uid=0)")]
    [InlineData("usb 1-4: new high-speed USB device number 7 using xhci_hcd")]
    [InlineData("")]
    public void Everyday_lines_are_of_no_kind(string message) => Assert.Null(FailureKinds.Of(message));

    /// <summary>Templates are judged by their canonical text, and the lines that are cited as they are.</summary>
    [Fact]
    public void Lines_of_real_programs_are_of_their_kind_or_role_in_both_forms()
    {
        (string Expected, string Text)[] lines =
        [
            .. LinesOf("known.txt").SelectMany(line =>
            {
                string[] parts = line.Text.Split(" | ", 2);
                return FormsOf(parts[1], line.IsRaw).Select(text => (parts[0], text));
            }),
        ];
        Assert.True(lines.Length >= 500);
        Assert.Empty(lines.Where(line => FailureKinds.Of(line.Text) is var kind
                && kind?.Name != line.Expected && kind?.Role.ToString() != line.Expected)
            .Select(line => $"{line.Expected} expected, is {FailureKinds.Of(line.Text)?.Name ?? "none"}: {line.Text}"));
    }

    [Fact]
    public void Ordinary_lines_of_healthy_programs_are_no_cause_and_no_fault()
    {
        string[] lines = [.. LinesOf("ordinary.txt").SelectMany(line => FormsOf(line.Text, line.IsRaw))];
        Assert.True(lines.Length >= 500);
        Assert.Empty(lines
            .Where(line => FailureKinds.Of(line) is { Role: Role.Root or Role.Fault, Least: 1 })
            .Select(line => $"{FailureKinds.Of(line)!.Name}: {line}"));
    }

    [Fact]
    public void A_cause_stands_before_what_follows_from_it() => Assert.Equal(
        "open file limit", FailureKinds.Of("could not connect to db: socket: Too many open files, timed out")?.Name);

    [Fact]
    public void Only_the_beginning_of_a_dump_counts() =>
        Assert.Null(FailureKinds.Of(new string('x', 2000) + " No space left on device"));

    [Fact]
    public void Every_kind_says_what_to_look_at_next() => Assert.All(FailureKinds.All, kind =>
    {
        Assert.NotEmpty(kind.Next);
        Assert.All(kind.Patterns, pattern => Assert.Equal(pattern, pattern.ToLowerInvariant()));
        Assert.Equal(kind.Patterns.Count, kind.Patterns.Distinct().Count());
    });

    [Fact]
    public void Names_of_kinds_are_unique() =>
        Assert.Equal(FailureKinds.All.Count, FailureKinds.All.DistinctBy(kind => kind.Name).Count());

    /// <summary>Lines of a file beside this one; a mark at the beginning says that only the line as it is counts.</summary>
    private static IEnumerable<(string Text, bool IsRaw)> LinesOf(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Incidents", "Kinds", file))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.StartsWith("~ ", StringComparison.Ordinal) ? (line[2..], true) : (line, false));

    private static IEnumerable<string> FormsOf(string line, bool isRaw) =>
        isRaw ? [line] : [line, Canonicalizers.Default.Canonicalize(line).Text];
}
