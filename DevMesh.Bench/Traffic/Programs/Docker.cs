namespace DevMesh.Bench.Traffic.Programs;

/// <summary>dockerd, containerd, compose and the watchers around them.</summary>
internal static class Docker
{
    private static readonly Origin Dockerd = new("docker.service", "dockerd");
    private static readonly Origin Containerd = new("containerd.service", "containerd");
    private static readonly Origin Events = new("docker-events.service", "docker-events");
    private static readonly Origin Autoheal = new("docker-autoheal.service", "docker-autoheal");
    private static readonly Origin Compose = new("compose@apps.service", "docker-compose");
    private static readonly Origin Sudo = new("session-41.scope", "sudo", ProcessEach: true);

    private const string Time = "time=\"{t:yyyy-MM-ddTHH:mm:ss.ffffff}{ns}Z\" ";
    private const string EventTime = "{t:yyyy-MM-ddTHH:mm:ss.ffffff}{ns}Z container ";
    private const string Of = "{cid64} (image={image}, name={cname}";

    public static readonly Episode[] Restarts =
    [
        new(3, Sudo.Notice("{user} : TTY=pts/{int:0-4} ; PWD=/srv/apps ; USER=root ; COMMAND=/usr/bin/docker restart {cname}"),
            Dockerd.Info(Time + "level=info msg=\"ignoring event\" container={cid64} module=libcontainerd namespace=moby topic=/tasks/delete type=\"*events.TaskDelete\""),
            Events.Info(EventTime + "restart " + Of + ")")),
        new(2, Autoheal.Warning("Container /{cname} ({cid}) found to be unhealthy - Restarting container now with 10s timeout"),
            Dockerd.Info(Time + "level=info msg=\"Container failed to exit within 10s of signal 15 - using the force\" container={cid64}"),
            Events.Info(EventTime + "kill " + Of + ", signal=9)"),
            Events.Info(EventTime + "die " + Of + ", execDuration={int:10-900000}, exitCode=137)"),
            Events.Info(EventTime + "start " + Of + ")"),
            Autoheal.Info("Container {cname} restarted")),
        new(1.5, Compose.Info(" Container {cname}  Restarting"), Compose.Info(" Container {cname}  Started")),
        new(0.8, Compose.Info(" Container {cname}  Recreate"), Compose.Info(" Container {cname}  Recreated"), Compose.Info(" Container {cname}  Starting")),
        new(0.8, Events.Info(EventTime + "die " + Of + ", execDuration={int:1-90000}, exitCode={one:1|2|139|143})"),
            Dockerd.Error(Time + "level=error msg=\"restartmanager wait error: container is marked for removal and cannot be started\""),
            Events.Info(EventTime + "start " + Of + ")")),
    ];

    public static readonly Episode[] Engine =
    [
        new(3, Dockerd.Warning(Time + "level=warning msg=\"Health check for container {cid64} error: timed out starting health check for container {cid64}\""),
            Events.Warning(EventTime + "health_status: unhealthy {cid64} (image={image}, name={cname})")),
        new(2, Events.Info(EventTime + "health_status: healthy {cid64} (image={image}, name={cname})")),
        new(4, Events.Debug(EventTime + "exec_start: /bin/sh -c curl -f http://localhost:8080/health {cid64} (execID={hex:64}, image={image}, name={cname})")),
        new(1.5, Containerd.Info(Time + "level=info msg=\"shim disconnected\" id={cid64} namespace=moby"),
            Containerd.Warning(Time + "level=warning msg=\"cleaning up after shim disconnected\" id={cid64} namespace=moby"),
            Containerd.Info(Time + "level=info msg=\"cleaning up dead shim\" namespace=moby")),
        new(1, Containerd.Info(Time + "level=info msg=\"loading plugin \\\"io.containerd.ttrpc.v1.pause\\\"...\" runtime=io.containerd.runc.v2 type=io.containerd.ttrpc.v1")),
        new(0.6, Dockerd.Info(Time + "level=info msg=\"image pulled\" digest=\"sha256:{blob}\" remote=\"docker.io/library/{image}\"")),
        new(0.5, Dockerd.Error(Time + "level=error msg=\"Not continuing with pull after error: toomanyrequests: You have reached your pull rate limit.\"")),
        new(0.4, Dockerd.Warning(Time + "level=warning msg=\"Error getting v2 registry: Get \\\"https://registry.lan:5000/v2/\\\": dial tcp {lan}:5000: connect: connection refused\"")),
        new(0.4, Dockerd.Error(Time + "level=error msg=\"Handler for POST /v1.43/containers/{cid}/start returned error: driver failed programming external connectivity "
            + "on endpoint {cname}: Bind for 0.0.0.0:{one:80|443|3000|8080} failed: port is already allocated\"")),
        new(0.3, Dockerd.Info(Time + "level=info msg=\"Processing signal 'terminated'\""), Dockerd.Info(Time + "level=info msg=\"Daemon shutdown complete\"")),
        new(0.3, Dockerd.Info(Time + "level=info msg=\"Loading containers: start.\""), Dockerd.Info(Time + "level=info msg=\"Loading containers: done.\""),
            Dockerd.Info(Time + "level=info msg=\"API listen on /run/docker.sock\"")),
        new(0.4, Dockerd.Warning(Time + "level=warning msg=\"could not delete build cache: no space left on device\"")),
        new(0.5, Dockerd.Info(Time + "level=info msg=\"NetworkDB stats {node}({hex:12}) - netID:{hex:25} leaving:false netPeers:1 entries:{int:2-60} Queue qLen:0 netMsg/s:0\"")),
    ];
}
