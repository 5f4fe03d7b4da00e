using DevMesh.Domain.Canonicalization;

namespace DevMesh.Tests.Canonicalization.V1;

/// <summary>Pins the output of version 1. A change that breaks one of these needs a new version instead.</summary>
public sealed class CanonicalizerV1Tests
{
    private static readonly ICanonicalizer Canonicalizer = Canonicalizers.Of(1);

    public static TheoryData<string, string> FirewallLokiAndBatches => new()
    {
        // UFW BLOCK
        {
            "[UFW BLOCK] IN=ens18 OUT= MAC=bc:24:11:5a:7f:01:00:1b:21:3c:9d:f8:08:00 SRC=185.224.128.17 DST=10.0.0.12 LEN=40 TOS=0x00 PREC=0x00 TTL=244 ID=54321 DF PROTO=TCP SPT=43512 DPT=23 WINDOW=65535 RES=0x00 SYN URGP=0",
            "[UFW BLOCK] IN=ens18 OUT= MAC=<mac> SRC=<ip> DST=<ip> PROTO=TCP SPT=<port> DPT=<port>"
        },
        {
            "[UFW BLOCK] IN=ens18 OUT= MAC= SRC=fe80::1 DST=ff02::fb LEN=104 TC=0 HOPLIMIT=255 FLOWLBL=0 PROTO=UDP SPT=5353 DPT=5353 LEN=64",
            "[UFW BLOCK] IN=ens18 OUT= MAC= SRC=<ip> DST=<ip> PROTO=UDP SPT=<port> DPT=<port>"
        },

        // Loki logfmt
        {
            "level=info ts=2026-11-20T08:00:00.123456789Z caller=metrics.go:159 component=querier query=\"{job=\\\"x\\\"} |= \\\"error\\\"\" length=1h0m0s duration=1.2ms status=200 throughput=1.2MB",
            "level=info ts=<time> caller=metrics.go:159 component=querier query=\"<text>\" length=<duration> duration=<duration> status=<number> throughput=<size>"
        },
        {
            "level=error ts=2026-11-20T08:00:00.1Z caller=flush.go:178 msg=\"failed to flush\" user=fake err=\"context deadline exceeded\"",
            "level=error ts=<time> caller=flush.go:178 msg=\"failed to flush\" user=<user> err=\"context deadline exceeded\""
        },

        // batch messages
        { "Sent batch 128 of 500 logs in 35 ms", "Sent batch <number> of <number> logs in <duration>" },
        { "Sent batch 129 of 1 log in 1.2 s", "Sent batch <number> of <number> logs in <duration>" },
        { "Batch #7 failed after 3 attempts", "Batch <number> failed after <number> attempts" },
        { "batch 3/17 done", "batch <number> done" },
    };

    public static TheoryData<string, string> Accounts => new()
    {
        // PAM sessions, sshd, logind, sudo
        {
            "pam_unix(sshd:session): session opened for user alice(uid=1000) by alice(uid=0)",
            "pam_unix(sshd:session): session opened for user <user>(uid=<number>) by <user>(uid=<number>)"
        },
        {
            "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)",
            "pam_unix(cron:session): session opened for user <user>(uid=<number>) by (uid=<number>)"
        },
        { "pam_unix(cron:session): session closed for user www-data", "pam_unix(cron:session): session closed for user <user>" },
        {
            "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=mail.example  user=root",
            "pam_unix(sshd:auth): authentication failure; logname= uid=<number> euid=<number> tty=ssh ruser= rhost=<host> user=<user>"
        },
        {
            "Accepted publickey for alice from 10.0.0.15 port 51234 ssh2: ED25519 SHA256:vB3nQ2rT9xYz/aBcDeFgHiJkLmNo+qRsTuVwXyZ1234",
            "Accepted publickey for <user> from <ip> port <port> ssh2: ED25519 SHA256:<hex>"
        },
        {
            "Failed password for invalid user oracle from 185.224.128.17 port 43512 ssh2",
            "Failed password for invalid user <user> from <ip> port <port> ssh2"
        },
        { "Invalid user  from 185.224.128.17 port 43512", "Invalid user from <ip> port <port>" },
        { "New session 41 of user bob.", "New session <number> of user <user>." },
        {
            "Access denied for user 'app'@'10.0.0.5' (using password: YES)",
            "Access denied for user '<user>'@'<ip>' (using password: YES)"
        },
        {
            "alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/systemctl restart docker",
            "<user> : TTY=pts/<number> ; PWD=<path> ; USER=<user> ; COMMAND=/usr/bin/systemctl restart docker"
        },

        // cron
        { "(root) CMD (   cd / && run-parts --report /etc/cron.hourly)", "(<user>) CMD ( cd / && run-parts --report /etc/cron.hourly)" },
        { "(www-data) CMD (/usr/bin/php8.2 /srv/app/cron.php)", "(<user>) CMD (/usr/bin/<id> /srv/app/cron.php)" },
    };

    public static TheoryData<string, string> RequestsAndProcesses => new()
    {
        // GIN and Ollama requests
        {
            "[GIN] 2026/11/20 - 08:15:30 | 200 |  1.234567891s |       10.0.0.15 | POST     \"/api/generate\"",
            "[GIN] <time> | 200 | <duration> | <ip> | POST \"/api/generate\""
        },
        {
            "[GIN] 2026/11/20 - 08:15:30 | 404 |      27.351µs |             ::1 | GET      \"/api/tags?page=2\"",
            "[GIN] <time> | 404 | <duration> | <ip> | GET \"/api/tags\""
        },
        {
            "time=2026-11-20T08:15:30.123Z level=INFO source=server.go:626 msg=\"llama runner started in 2.51 seconds\"",
            "time=<time> level=INFO source=server.go:626 msg=\"llama runner started in <duration>\""
        },

        // API timestamps and requests
        {
            "10.0.0.7 - - [20/Nov/2026:08:15:30 +0000] \"GET /api/v1/query?query=up HTTP/1.1\" 200 512 \"-\" \"curl/8.5\"",
            "<ip> - - [<time>] \"GET /api/v1/query?<text> HTTP/1.1\" 200 <number> \"-\" \"curl/<number>\""
        },
        { "INFO:     127.0.0.1:51234 - \"GET /health HTTP/1.1\" 503 Down", "INFO: <ip>:<port> - \"GET /health HTTP/1.1\" 503 Down" },
        { "x-HTTP/1.1 200 and (HTTP/1.1 200", "x-HTTP/<number> <number> and (HTTP/<number> <number>" },
        { "2026-11-20 08:15:30,123 - worker - INFO - ready", "<time> - worker - INFO - ready" },

        // shipper PIDs
        { "devmesh-shipper[4321]: started, pid 4321", "devmesh-shipper[<pid>]: started, pid <pid>" },
        { "restarting pid=17", "restarting pid=<pid>" },
    };

    public static TheoryData<string, string> GeneralRules => new()
    {
        // time
        { "at 2026-11-20T08:15:30Z and 2026-11-20T08:15:30.123456+01:00", "at <time> and <time>" },
        { "2026-11-20  8:15:30 0 [Note] ready", "<time> <number> [Note] ready" },
        { "2026/11/20 08:15:30 [error] 12#12: x", "<time> [error] <number>#<number>: x" },
        { "Nov 20 08:15:30 and Fri, 20 Nov 2026 08:15:30 GMT", "<time> and <time>" },
        { "Fri Nov 20 08:15:30 2026", "<time>" },
        { "I1120 08:15:30.123456 12 reflector.go:1] ok", "<time> <number> reflector.go:<number>] ok" },
        { "May 4 users log in", "May <number> users log in" },
        { "backup of 2026-11-20 ended at 08:15:30", "backup of <time> ended at <time>" },

        // uuid, hex, mac
        { "request 550e8400-e29b-41d4-a716-446655440000 done", "request <uuid> done" },
        { "Deleting /var/lib/x/550e8400-e29b-41d4-a716-446655440000_del", "Deleting /var/lib/x/<uuid>_del" },
        { "Container 3f2a1b7c9d0e restarted", "Container <hex> restarted" },
        { "flags 0x80700 at 0xdeadbeef", "flags <hex> at <hex>" },
        { "image app@sha256:6a0746a1ec1aef3e7ec53868f220ff6e389f6f8ef87a01d77c96807de94ca2aa", "image app@sha256:<hex>" },
        { "the facade decade", "the facade decade" },
        { "DHCPACK to 52:54:00:ab:cd:ef via eth0", "DHCPACK to <mac> via eth0" },

        // addresses
        { "from 10.0.0.5:443 to 10.0.0.0/24", "from <ip>:<port> to <ip>/<number>" },
        { "Listening on [::1]:8000 and fe80::1%eth0", "Listening on [<ip>]:<port> and <ip>" },
        { "lookup of db1.example.com and mail.example.org.", "lookup of <host> and <host>." },
        { "reverse for 1-2-3-4.dyn.provider.de failed", "reverse for <host> failed" },

        // durations, sizes, numbers
        { "took 35 ms, 1.5s, 1h2m3s, 250µs or 2 minutes", "took <duration>, <duration> or <duration>" },
        { "Consumed 1min 2.345s CPU time", "Consumed <duration> CPU time" },
        { "used 512 MB of 1.5GiB at 1Gbps", "used <size> of <size> at <size>" },
        { "sector 123456789 is 42% of -1 or 1,234,567", "sector <number> is <number> of <number> or <number>" },
        { "values [1, 2, 3, 4]", "values [<number>, <number>]" },
        { "ids 1,2,3", "ids <number>" },

        // joined names and ids
        { "blk_-1608999687919862906 is lost", "blk_-<number> is lost" },
        { "job a3f-91c0 is done", "job <id> is done" },
        { "Started session-123.scope and user@1000.service", "Started session-<number>.scope and user@<number>.service" },
        { "/var/lib/docker/overlay2/3f2a1b7c9d0e/merged", "/var/lib/docker/overlay2/<hex>/merged" },
        { "eth0, sda1, x86_64, ipv6, sha256 and tty1 are names", "eth0, sda1, x86_64, ipv6, sha256 and tty1 are names" },
        { "alice@10.0.10.5 mounted nvme0n1p1", "alice@<ip> mounted nvme0n1p1" },
        { "status=1/FAILURE", "status=<number>/FAILURE" },
        { "fpr29=0x0000ffff user=alice host=web PWD=/srv", "fpr29=<hex> user=<user> host=<host> PWD=<path>" },
    };

    [Theory]
    [MemberData(nameof(FirewallLokiAndBatches))]
    [MemberData(nameof(Accounts))]
    [MemberData(nameof(RequestsAndProcesses))]
    [MemberData(nameof(GeneralRules))]
    public void Canonicalize_gives_the_pinned_text(string message, string expected) =>
        Assert.Equal(expected, Canonicalizer.Canonicalize(message).Text);

    [Theory]
    [InlineData("", "")]
    [InlineData("   ", "")]
    [InlineData(" a \t b\r\n\0c\u0085d\u2028 ", "a b c d")]
    [InlineData("plain words stay", "plain words stay")]
    [InlineData("two  spaces", "two spaces")]
    [InlineData("ends with a space ", "ends with a space")]
    public void White_space_and_control_characters_become_single_spaces(string message, string expected) =>
        Assert.Equal(expected, Canonicalizer.Canonicalize(message).Text);

    [Fact]
    public void A_surrogate_without_its_half_becomes_the_replacement_character_and_pairs_stay()
    {
        Assert.Equal("a\uFFFDb \uFFFD", Canonicalizer.Canonicalize("a\uD800b \uDC00").Text);
        Assert.Equal("ok 😀 fine", Canonicalizer.Canonicalize("ok 😀 fine").Text);
        Assert.Equal("\uFFFD", Canonicalizer.Canonicalize("\uD83D").Text);
    }

    [Fact]
    public void Right_to_left_text_keeps_its_words() =>
        Assert.Equal("שלום <ip> مرحبا", Canonicalizer.Canonicalize("שלום 10.0.0.1 مرحبا").Text);

    [Theory]
    [MemberData(nameof(FirewallLokiAndBatches))]
    [MemberData(nameof(Accounts))]
    [MemberData(nameof(RequestsAndProcesses))]
    [MemberData(nameof(GeneralRules))]
    public void More_white_space_changes_nothing(string message, string expected) =>
        Assert.Equal(expected, Canonicalizer.Canonicalize("\n  " + message.Replace(" ", " \t ", StringComparison.Ordinal) + "\r\n").Text);
}
