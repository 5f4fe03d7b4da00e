namespace DevMesh.Bench.Traffic;

/// <summary>Names that the fleet's logs mention, the frequent ones first.</summary>
internal static class Vocabulary
{
    public static readonly string[] NodeNames =
    [
        "dev-services", "gpu-node", "gpu-node-3060", "electrical-estimator", "teaching", "mariadb-vm", "postgres-vm", "monitoring-vm",
    ];

    public static readonly string[] GuessedAccounts =
    [
        "admin", "test", "ubuntu", "oracle", "postgres", "user", "git", "ftpuser", "hadoop", "mysql", "guest", "deploy", "pi", "jenkins",
        "nagios", "minecraft", "steam", "tomcat", "www", "support", "ubnt", "odoo", "zabbix", "es", "solana", "validator", "dspace",
    ];

    public static readonly string[] Models =
    [
        "qwen2.5:14b", "llama3.1:8b", "nomic-embed-text:latest", "mistral:7b", "qwen3-embedding:8b", "gemma2:9b", "llava:13b",
    ];

    public static readonly string[] Databases = ["devmesh", "estimator", "teaching", "gitea", "grafana", "keycloak", "nextcloud"];

    public static readonly string[] Tables =
    [
        "log_events", "log_templates", "estimates", "line_items", "submissions", "users", "sessions", "courses", "price_list", "audit_log",
    ];

    /// <summary>The address with this number, always the same; spread over networks that are no private ones.</summary>
    public static string PublicAddress(int number)
    {
        ReadOnlySpan<byte> networks = [45, 61, 80, 91, 103, 118, 141, 159, 167, 178, 185, 193, 206, 218];
        ulong bits = Dice.Mix((ulong)number + 77);
        return $"{networks[(int)(bits % (ulong)networks.Length)]}.{(bits >> 8) % 254}.{(bits >> 24) % 254}.{1 + ((bits >> 40) % 253)}";
    }
}
