using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Ingestion;

/// <param name="PerSecond">Logs a second that one node may send in the long run; 0 is no limit.</param>
/// <param name="Burst">Logs that it may send at once.</param>
public sealed record NodeRateOptions(int PerSecond, int Burst);

/// <summary>
/// How many logs each node may send: a bucket of <see cref="NodeRateOptions.Burst"/> that fills up with the rate. A batch is
/// taken while anything is in the bucket and may overdraw it, so that one larger than the burst gets through, too; the next
/// one waits until the debt is paid.
/// </summary>
public sealed class NodeRate(NodeRateOptions options, TimeProvider clock)
{
    /// <summary>
    /// How many nodes have a bucket of their own. Names are made up easily, so the others share one: a fleet stays far below.
    /// </summary>
    public const int MaxNodes = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private Bucket? _shared;

    /// <summary>How many nodes are kept in mind now.</summary>
    public int Known
    {
        get
        {
            lock (_gate)
            {
                return _buckets.Count;
            }
        }
    }

    /// <exception cref="TooManyException">The node has sent more than it may; it says when to come back.</exception>
    public void Take(string node, int logs)
    {
        if (options.PerSecond == 0)
        {
            return;
        }

        lock (_gate)
        {
            Bucket bucket = BucketOf(node);
            double level = LevelNow(bucket);
            if (level <= 0)
            {
                // A whole second at least, and to the moment when there is one log in it again.
                double seconds = Math.Max(1, (1 - level) / options.PerSecond);
                throw new TooManyException(
                    "rate-exceeded", "INGEST_NODE_RATE", options.PerSecond, "logs a second", TimeSpan.FromSeconds(seconds))
                {
                    Node = node,
                };
            }

            (bucket.Level, bucket.At) = (level - logs, clock.GetTimestamp());
        }
    }

    private Bucket BucketOf(string node)
    {
        if (_buckets.TryGetValue(node, out Bucket? bucket))
        {
            return bucket;
        }

        if (_buckets.Count >= MaxNodes)
        {
            ForgetFull();
        }

        Bucket made = new() { Level = options.Burst, At = clock.GetTimestamp() };
        return _buckets.Count >= MaxNodes ? _shared ??= made : _buckets[node] = made;
    }

    /// <summary>A full bucket is as good as none.</summary>
    private void ForgetFull()
    {
        foreach ((string node, Bucket bucket) in _buckets)
        {
            if (LevelNow(bucket) >= options.Burst)
            {
                _buckets.Remove(node); // allowed while it is walked
            }
        }
    }

    private double LevelNow(Bucket bucket) =>
        Math.Min(options.Burst, bucket.Level + (clock.GetElapsedTime(bucket.At).TotalSeconds * options.PerSecond));

    private sealed class Bucket
    {
        /// <summary>Logs that it held at <see cref="At"/>; negative for a debt.</summary>
        public double Level { get; set; }

        public long At { get; set; }
    }
}
