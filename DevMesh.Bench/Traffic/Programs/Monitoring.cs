namespace DevMesh.Bench.Traffic.Programs;

/// <summary>Loki, Promtail, Prometheus, Alertmanager and Grafana, all in logfmt.</summary>
internal static class Monitoring
{
    private static readonly Origin Loki = new("loki.service", "loki");
    private static readonly Origin Promtail = new("promtail.service", "promtail");
    private static readonly Origin Prometheus = new("prometheus.service", "prometheus");
    private static readonly Origin Alertmanager = new("alertmanager.service", "alertmanager");
    private static readonly Origin Grafana = new("grafana-server.service", "grafana");
    private static readonly Origin Exporter = new("node_exporter.service", "node_exporter");

    private const string Ts = "ts={t:yyyy-MM-ddTHH:mm:ss.ffffff}{ns}Z ";

    public static readonly Episode[] Logs =
    [
        new(9, Loki.Info("level=info " + Ts + "caller=metrics.go:159 component=querier org_id=fake latency={one:fast|slow} query=\"{{job=\\\"systemd-journal\\\", "
            + "host=\\\"{peer}\\\"}} |= \\\"{one:error|timeout|failed|denied}\\\"\" query_type=filter range_type=range length=1h0m0s step=14s "
            + "duration={go:900-9000000} status=200 limit={one:100|1000} returned_lines={int:1-1000} throughput={dec:100-90000}MB total_bytes={dec:100-900000}MB")),
        new(4, Loki.Info("level=info " + Ts + "caller=flush.go:167 msg=\"flushing stream\" user=fake fp={hex:16} immediate=false num_chunks=1 labels=\"{{host=\\\"{peer}\\\", job=\\\"systemd-journal\\\"}}\"")),
        new(3, Loki.Info("level=info " + Ts + "caller=table_manager.go:171 index-store=boltdb-shipper-2020-10-24 msg=\"uploading tables\"")),
        new(2, Loki.Info("level=info " + Ts + "caller=table_manager.go:228 index-store=boltdb-shipper-2020-10-24 msg=\"syncing tables\"")),
        new(2, Loki.Info("level=info " + Ts + "caller=checkpoint.go:615 msg=\"starting checkpoint\""),
            Loki.Info("level=info " + Ts + "caller=checkpoint.go:502 msg=\"atomic checkpoint finished\" old=/loki/wal/checkpoint.{int:1000-9000}.tmp new=/loki/wal/checkpoint.{int:1000-9000}"),
            Loki.Info("level=info " + Ts + "caller=checkpoint.go:569 msg=\"checkpoint done\" time={go:900000-290000000}")),
        new(1, Loki.Info("level=info " + Ts + "caller=compactor.go:676 msg=\"compacting table\" table-name=loki_index_{int:20400-20800}"),
            Loki.Info("level=info " + Ts + "caller=compactor.go:681 msg=\"finished compacting table\" table-name=loki_index_{int:20400-20800}")),
        new(0.7, Loki.Warning("level=warn " + Ts + "caller=grpc_logging.go:43 duration={go:900-900000} method=/logproto.Pusher/Push err=\"rpc error: code = Code(400) desc = "
            + "entry for stream '{{host=\\\"{peer}\\\"}}' has timestamp too old: {t:yyyy-MM-ddTHH:mm:ssZ}\" msg=gRPC")),
        new(0.7, Loki.Error("level=error " + Ts + "caller=retry.go:73 org_id=fake msg=\"error processing request\" try={int:0-4} err=\"context canceled\"")),
        new(0.5, Loki.Error("level=error " + Ts + "caller=flush.go:178 org_id=fake msg=\"failed to flush\" retries={int:0-9} err=\"failed to flush chunks: store put chunk: no space left on device, num_chunks: 1\"")),
        new(0.5, Loki.Warning("level=warn " + Ts + "caller=memberlist_client.go:629 msg=\"joining memberlist cluster: failed to reach any nodes\" retries={int:0-9} err=\"{int:1-3} errors occurred\"")),
        new(0.7, Loki.Warning("level=warn " + Ts + "caller=logging.go:126 orgID=fake msg=\"POST /loki/api/v1/push (429) {go:100-9000} Response: \\\"Ingestion rate limit exceeded for user fake (limit: {int:4194304-8388608} bytes/sec)\\\"\"")),
        new(1.5, Promtail.Warning("level=warn " + Ts + "caller=client.go:419 component=client host=monitoring-vm:3100 msg=\"error sending batch, will retry\" status={one:429|500|503} tenant= "
            + "error=\"server returned HTTP status 429 Too Many Requests (429): Ingestion rate limit exceeded\"")),
        new(1, Promtail.Info("level=info " + Ts + "caller=tailer.go:147 component=tailer msg=\"tail routine: started\" path=/var/log/nginx/{one:access|error}.log")),
        new(0.5, Promtail.Error("level=error " + Ts + "caller=filetarget.go:307 msg=\"failed to tail file, stat failed\" error=\"stat /var/log/app/{hex:8}.log: no such file or directory\" filename=/var/log/app/{hex:8}.log")),
    ];

    public static readonly Episode[] Metrics =
    [
        new(2, Prometheus.Info(Ts + "caller=compact.go:576 level=info component=tsdb msg=\"write block\" mint={int:1795000000000-1795200000000} maxt={int:1795000000000-1795200000000} ulid=01J{hex:23} duration={go:90000-9000000}"),
            Prometheus.Info(Ts + "caller=head.go:1345 level=info component=tsdb msg=\"Head GC completed\" caller=truncateMemory duration={go:900-900000}")),
        new(1, Prometheus.Info(Ts + "caller=checkpoint.go:101 level=info component=tsdb msg=\"Creating checkpoint\" from_segment={int:100-9000} to_segment={int:100-9000} mint={int:1795000000000-1795200000000}")),
        new(0.7, Prometheus.Warning(Ts + "caller=scrape.go:1754 level=warn component=\"scrape manager\" scrape_pool=node target=http://{peer}:9100/metrics msg=\"Error on ingesting samples that are too old or are too far into the future\" num_dropped={int:1-900}")),
        new(0.7, Prometheus.Warning(Ts + "caller=notifier.go:532 level=error component=notifier alertmanager=http://localhost:9093/api/v2/alerts count={int:1-20} msg=\"Error sending alert\" err=\"context deadline exceeded\"")),
        new(0.5, Prometheus.Warning(Ts + "caller=manager.go:663 level=warn component=\"rule manager\" file=/etc/prometheus/rules.yml group=node name=HostOutOfMemory msg=\"Evaluating rule failed\" err=\"query timed out in expression evaluation\"")),
        new(1, Alertmanager.Info(Ts + "caller=dispatch.go:516 level=debug component=dispatcher aggrGroup=\"{{}}:{{alertname=\\\"{one:InstanceDown|HostHighCpuLoad|HostOutOfDiskSpace}\\\"}}\" msg=flushing alerts=[{one:InstanceDown|HostHighCpuLoad|HostOutOfDiskSpace}[{hex:7}][active]]")),
        new(0.5, Alertmanager.Error(Ts + "caller=dispatch.go:352 level=error component=dispatcher msg=\"Notify for alerts failed\" num_alerts={int:1-9} err=\"mail/email[0]: notify retry canceled after {int:2-17} attempts: establish connection to server: dial tcp {wan}:587: i/o timeout\"")),
        new(4, Grafana.Info("logger=context userId={int:1-40} orgId=1 uname={user} t={t:yyyy-MM-ddTHH:mm:ss.ffffff}{ns}Z level=info msg=\"Request Completed\" method=GET path=/api/live/ws status=-1 remote_addr={lan} time_ms={int:1-900} duration={go:900-900000} size=0 referer= handler=/api/live/ws")),
        new(1, Grafana.Info("logger=cleanup t={t:yyyy-MM-ddTHH:mm:ss.ffffff}{ns}Z level=info msg=\"Completed cleanup jobs\" duration={go:9000-90000}")),
        new(0.6, Grafana.Error("logger=tsdb.loki endpoint=queryData pluginId=loki dsName=Loki t={t:yyyy-MM-ddTHH:mm:ss.ffffff}{ns}Z level=error msg=\"Error received from Loki\" error=\"Get \\\"http://localhost:3100/loki/api/v1/query_range\\\": context canceled\" duration={go:900-30000000}")),
        new(0.6, Grafana.Error("logger=authn.service t={t:yyyy-MM-ddTHH:mm:ss.ffffff}{ns}Z level=error msg=\"Failed to authenticate request\" client=auth.client.session error=\"user token not found\"")),
        new(0.5, Exporter.Error(Ts + "caller=collector.go:169 level=error msg=\"collector failed\" name={one:textfile|systemd|hwmon} duration_seconds={dec:1-900} err=\"failed to read textfile: permission denied\"")),
    ];
}
