using DevMesh.Bench.Traffic.Programs;

namespace DevMesh.Bench.Traffic;

/// <summary>The fleet: eight Debian machines on one network.</summary>
internal static class Fleet
{
    private static readonly string[] Admins = ["alice", "bob", "deploy", "ansible", "carol"];

    private static readonly string[] Students =
        ["jdoe", "mgarcia", "tnguyen", "asmith", "kjones", "pchen", "rpatel", "lmueller", "alice", "obrown", "ikim", "fsilva"];

    // What runs on every machine.
    private static readonly Episode[] Common =
    [
        .. Ssh.Logins, .. Ssh.Administration, .. Base.Units, .. Base.Cronjobs, .. Base.Network, .. Base.Housekeeping, .. Kernel.Machine,
        .. Applications.Shipping,
    ];

    private static readonly Episode[] Containers = [.. Docker.Restarts, .. Docker.Engine, .. Kernel.Bridges];

    public static IReadOnlyList<FleetNode> Create() =>
    [
        Node("dev-services", 10, 0.18, Admins, ["gitea", "registry", "keycloak", "devmesh-web", "traefik", "nextcloud"],
            ["nginx", "gitea", "registry", "keycloak", "devmesh", "act_runner"],
            [.. Ssh.Attacks, .. Kernel.Firewall, .. Containers, .. Often(3, Applications.Web), .. Often(4, Applications.Forge),
                .. Often(4, Applications.Ingestion)]),
        Node("gpu-node", 11, 0.16, Admins, ["open-webui", "vllm", "comfyui", "dcgm-exporter"], ["ollama", "open-webui", "dcgm-exporter"],
            [.. Containers, .. Often(3, Gpu.Requests), .. Gpu.Models, .. Kernel.Nvidia, .. Kernel.Firewall]),
        Node("gpu-node-3060", 12, 0.11, Admins, ["open-webui", "whisper", "dcgm-exporter"], ["ollama", "dcgm-exporter"],
            [.. Containers, .. Often(2, Gpu.Requests), .. Gpu.Models, .. Kernel.Nvidia]),
        Node("electrical-estimator", 13, 0.11, Admins, ["estimator-api", "estimator-worker", "redis", "minio"],
            ["estimator-api", "estimator-worker", "nginx", "redis-server"],
            [.. Ssh.Attacks, .. Kernel.Firewall, .. Containers, .. Often(2, Applications.Web), .. Often(4, Applications.Estimating)]),
        Node("teaching", 14, 0.13, Students, ["jupyterhub", "jupyter-jdoe", "jupyter-asmith", "autograder", "moodle"],
            ["jupyterhub", "autograder", "nginx", "php8.2-fpm"],
            [.. Ssh.Attacks, .. Kernel.Firewall, .. Containers, .. Often(2, Applications.Web), .. Often(5, Applications.Teaching)]),
        Node("mariadb-vm", 16, 0.09, Admins, ["mariadb-exporter"], ["mariadb", "mariadb-backup", "mysqld_exporter"], [.. Often(4, Databases.MariaDb)]),
        Node("postgres-vm", 17, 0.1, Admins, ["postgres-exporter"], ["postgresql@16-main", "pgbouncer", "postgres_exporter"],
            [.. Often(5, Databases.PostgreSql)]),
        Node("monitoring-vm", 18, 0.12, Admins, ["loki", "grafana", "prometheus", "alertmanager", "promtail"],
            ["loki", "promtail", "prometheus", "alertmanager", "grafana-server", "node_exporter"],
            [.. Containers, .. Often(6, Monitoring.Logs), .. Often(5, Monitoring.Metrics), .. Kernel.Firewall]),
    ];

    // What a machine is there for makes more of its logs than what every machine does.
    private static IEnumerable<Episode> Often(double factor, Episode[] episodes) =>
        episodes.Select(episode => episode with { Weight = episode.Weight * factor });

    private static FleetNode Node(
        string name, int host, double share, string[] users, string[] containers, string[] units, Episode[] own)
    {
        Dice dice = new(Dice.Seed(host, name));
        FleetNode node = new(name, $"10.0.10.{host}", share, users, [], [], ["sda", "sdb", "nvme0n1p"], [.. Common, .. own]);
        Draw ids = new(node, dice);
        return node with
        {
            Containers = [.. containers.Select(each => new Container(each, $"{each}:{dice.Between(1, 9)}.{dice.Between(0, 40)}", ids.Hex(64)))],
            Units =
            [
                .. units.Select(each => new Unit(each + ".service", Description(each))),
                new Unit("cron.service", "Regular background program processing daemon"),
                new Unit("ssh.service", "OpenBSD Secure Shell server"),
                new Unit("docker.service", "Docker Application Container Engine"),
                new Unit("devmesh-shipper.service", "DevMesh log shipper"),
            ],
        };
    }

    private static string Description(string unit) => unit switch
    {
        "nginx" => "A high performance web server and a reverse proxy server",
        "mariadb" => "MariaDB 11.8.3 database server",
        "postgresql@16-main" => "PostgreSQL Cluster 16-main",
        "ollama" => "Ollama Service",
        "redis-server" => "Advanced key-value store",
        _ => string.Join(' ', unit.Split('-', '_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])) + " service",
    };
}
