using System.Collections.Frozen;
using DevMesh.Domain.Embeddings;

namespace DevMesh.Domain.Search;

/// <summary>
/// Words that operators use for one another, so that a question finds messages which say it in other words. A query's word
/// also finds the other words of its lines, for half. Words only, no names of messages: it must hold for any fleet.
/// </summary>
internal static class OperatorVocabulary
{
    private static readonly string[] Lines =
    [
        // access
        "login logon signin logged authentication auth password",
        "user account username",
        "denied refused rejected forbidden unauthorized disallowed blocked",
        "attack intrusion bruteforce invalid attempt",
        "root administrator admin superuser sudo",
        "firewall ufw iptables nftables blocked",
        "ssh sshd ssh2",
        "policy apparmor selinux",
        // failing and stopping
        "failed failure failing error unable cannot couldn broken unsuccessful",
        "crash crashed segfault panic abort aborted core coredump died",
        "stop stopped stopping shutdown terminated exited halted ended",
        "kill killed sigkill terminated oom",
        "start started starting boot launch begin",
        "restart restarted reboot rebooted reload respawn",
        "hang hung stuck blocked frozen unresponsive deadlock",
        "interrupted unclean poweroff",
        // time
        "timeout timed deadline expired",
        "slow latency duration slowly long",
        "clock time ntp skew timesync",
        // network
        "network net carrier nic ethernet link interface",
        "dns resolve resolved resolver lookup nameserver",
        "unreachable reach connect connection connected",
        "dropped drop lost discarded",
        "dhcp lease",
        // memory, disks, heat, devices
        "ram memory mem oom swap vram",
        "disk drive hdd ssd filesystem storage volume sata nvme",
        "full space exhausted exceeded quota",
        "corrupt corrupted corruption damaged crashed unreadable",
        "hot heat overheating temperature thermal throttled",
        "gpu graphics cuda nvidia nvrm",
        "card gpu device",
        // programs
        "database db sql mariadb mysql postgres postgresql innodb",
        "query statement sql select",
        "replication replica slave master",
        "container docker pod containerd",
        "webserver web http nginx upstream",
        "mail email smtp postfix mailed",
        "backup restic snapshot archive",
        "certificate cert tls ssl",
        "cron scheduled job task",
        "service unit daemon",
        "package upgrade update apt upgraded",
        "throttle throttled ratelimit limit toomanyrequests",
        "model llm llama ollama",
        "alert alerts alertmanager notification notify",
        "remove removed delete deleted purge",
    ];

    private static readonly FrozenDictionary<ulong, ulong[]> Table = Build();

    /// <summary>Hashes of the stems of words that mean about the same.</summary>
    public static IReadOnlyList<ulong> Others(ReadOnlySpan<char> stem) => Table.GetValueOrDefault(StableHash.Of(stem)) ?? [];

    private static FrozenDictionary<ulong, ulong[]> Build()
    {
        Dictionary<ulong, HashSet<ulong>> table = [];
        foreach (string line in Lines)
        {
            ulong[] stems = [.. StemsOf(line)];
            foreach (ulong stem in stems)
            {
                if (!table.TryGetValue(stem, out HashSet<ulong>? others))
                {
                    table.Add(stem, others = []);
                }

                others.UnionWith(stems.Where(other => other != stem));
            }
        }

        return table.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray());
    }

    private static List<ulong> StemsOf(string line)
    {
        List<ulong> stems = [];
        var words = new WordReader(line, stackalloc char[WordReader.ScratchSize]);
        while (words.Read())
        {
            stems.Add(StableHash.Of(words.Stem));
        }

        return stems;
    }
}
