namespace DevMesh.Bench.Traffic;

/// <summary>
/// Message kinds beyond those of real programs, as many as are asked for: every one another sentence of words that
/// operators search for. Number n is the same sentence in every run.
/// </summary>
internal static class InventedKinds
{
    // Of all episodes when kinds are invented at all; the real programs' part stays audible.
    private const double Share = 0.5;

    // Shares no factor with the number of sentences, so that neighbours in number differ in every part.
    private const long Stride = 1_000_003;

    private static readonly string[] Domains =
    [
        "billing: invoice, payment, refund, subscription, credit note, tax report, ledger entry, payout",
        "storage: snapshot, volume, replica, bucket, archive, quota, backup chain, thin pool",
        "identity: access token, session, password reset, group membership, certificate, audit trail, login policy, recovery key",
        "inference: model shard, prompt cache, tokenizer, adapter, batch queue, KV cache, embedding job, evaluation run",
        "estimating: takeoff sheet, conduit run, panel schedule, labor rate, price list, proposal, circuit drawing, bid package",
        "teaching: assignment, submission, gradebook, lecture recording, quiz attempt, course roster, feedback form, plagiarism report",
        "network: tunnel, route table, firewall rule, load balancer, DNS zone, peering link, DHCP lease, packet capture",
        "scheduler: cron trigger, worker slot, dead letter, retry queue, job lease, nightly pipeline, priority class, time window",
    ];

    private static readonly string[] Verbs =
    [
        "create", "delete", "restore", "validate", "synchronize", "compress", "encrypt", "migrate", "rotate", "publish", "import", "export",
        "merge", "lock", "unlock", "index", "verify", "renew", "cancel", "resume", "rebuild", "attach", "detach", "archive",
    ];

    private static readonly string[] Reasons =
    [
        "connection refused", "permission denied", "quota exceeded", "checksum mismatch", "lease expired", "no space left on device",
        "deadline exceeded", "certificate has expired", "schema version is too old", "upstream returned garbage", "rate limit reached",
        "duplicate key", "leader changed", "file is truncated", "unknown field in payload", "peer closed the stream",
    ];

    private static readonly string[] Places =
    [
        "primary region", "standby site", "staging cluster", "edge gateway", "archive tier", "tenant sandbox", "shared pool", "maintenance window",
        "morning shift", "canary group", "legacy importer", "mobile backend",
    ];

    private static readonly Func<string, string, string, string, string, Line>[] Sentences =
    [
        (service, verb, thing, reason, place) => Of(service).Error($"failed to {verb} {thing} {{int:100-900000}} in {place}: {reason}"),
        (service, verb, thing, reason, place) => Of(service).Warning($"retrying to {verb} {thing} for {place} after {{int:2-900}} ms, last error was {reason}"),
        (service, verb, thing, reason, place) => Of(service).Info($"{verb} {thing} finished in {{dec:10-90000}} s on {place}, previous {reason} is resolved"),
        (service, verb, thing, reason, place) => Of(service).Notice($"session {{session}} asked to {verb} {thing} at {place} despite {reason}"),
        (service, verb, thing, reason, place) => Of(service).Info($"request={{uuid}} action={verb} target=\"{thing}\" scope=\"{place}\" outcome=\"{reason}\" took={{go:100-9000000}}"),
    ];

    private static long Count => (long)Sentences.Length * Domains.Length * 8 * Verbs.Length * Reasons.Length * Places.Length;

    /// <summary>The node with its part of that many kinds; each kind is at home on one to three nodes.</summary>
    public static FleetNode AddTo(FleetNode node, int kinds)
    {
        if (kinds == 0)
        {
            return node;
        }

        int nodes = Vocabulary.NodeNames.Length;
        int self = Array.IndexOf(Vocabulary.NodeNames, node.Name);
        int[] numbers = [.. Enumerable.Range(0, kinds).Where(n => n % nodes == self || n / nodes % nodes == self || n * 7L / 3 % nodes == self)];
        double real = node.Episodes.Sum(episode => episode.Weight);
        double harmonic = numbers.Select((_, rank) => Frequency(rank)).Sum();
        double scale = real * Share / (1 - Share) / harmonic;
        return node with
        {
            Episodes = [.. node.Episodes, .. numbers.Select((n, rank) => new Episode(Frequency(rank) * scale, Kind(n)))],
        };
    }

    // Few kinds make most of the logs, as everywhere (Zipf).
    private static double Frequency(int rank) => 1.0 / (rank + 10);

    private static Line Kind(int number)
    {
        long n = number * Stride % Count;
        string domain = Take(Domains, ref n);
        string[] things = domain[(domain.IndexOf(':', StringComparison.Ordinal) + 2)..].Split(", ");
        string service = domain[..domain.IndexOf(':', StringComparison.Ordinal)];
        string thing = Take(things, ref n);
        string verb = Take(Verbs, ref n);
        string reason = Take(Reasons, ref n);
        string place = Take(Places, ref n);
        return Take(Sentences, ref n)(service, verb, thing, reason, place);
    }

    private static T Take<T>(T[] values, ref long n)
    {
        T value = values[n % values.Length];
        n /= values.Length;
        return value;
    }

    private static Origin Of(string service) => new($"{service}.service", service);
}
