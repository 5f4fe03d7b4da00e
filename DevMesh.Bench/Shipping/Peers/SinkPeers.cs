namespace DevMesh.Bench.Shipping.Peers;

/// <summary>
/// The log daemons of Debian that read the journal and send over HTTP, set up to send every field and to lose nothing.
/// </summary>
internal static class SinkPeers
{
    // Debian's rsyslog has no omhttp; omelasticsearch is its HTTP output, two lines an entry.
    public static readonly SinkPeer Rsyslog = new(
        "rsyslog (imjournal, omelasticsearch)",
        "rsyslog_per_s",
        "DEVMESH_RSYSLOG",
        LinesPerEntry: 2,
        (sink, folder) => $$"""
            global(workDirectory="{{folder}}")
            module(load="imjournal" StateFile="state" PersistStateInterval="1000" Ratelimit.Interval="0" Remote="on")
            module(load="omelasticsearch")
            template(name="entry" type="list") { property(name="$!all-json") }
            main_queue(queue.size="200000" queue.dequeueBatchSize="2000")
            action(type="omelasticsearch" server="{{sink.Host}}" serverport="{{sink.Port}}" template="entry" bulkmode="on"
                   maxbytes="8m" searchIndex="bench" searchType="" action.resumeRetryCount="-1")
            """,
        (configuration, folder) => ["-n", "-f", configuration, "-i", Path.Combine(folder, "pid")]);

    public static readonly SinkPeer SyslogNg = new(
        "syslog-ng (systemd-journal, http)",
        "syslog_ng_per_s",
        "DEVMESH_SYSLOG_NG",
        LinesPerEntry: 1,
        (sink, _) => $$"""
            @version: 4.8
            options { stats(freq(0)); };
            source journal {
              systemd-journal(prefix(".journald.") read-old-records(yes) log-fetch-limit(2000) log-iw-size(20000));
            };
            destination sink {
              http(url("{{sink}}logs") method("POST") batch-lines(2000) batch-bytes(2MiB) batch-timeout(1000)
                   workers(2) retries(100) log-fifo-size(40000)
                   body("$(format-json --scope rfc5424 --key .journald.*)") body-suffix("\n"));
            };
            log { source(journal); destination(sink); flags(flow-control); };
            """,
        (configuration, folder) =>
        [
            "--foreground", "--no-caps", "--cfgfile", configuration, "--persist-file", Path.Combine(folder, "persist"),
            "--pidfile", Path.Combine(folder, "pid"), "--control", Path.Combine(folder, "control"),
        ]);
}
