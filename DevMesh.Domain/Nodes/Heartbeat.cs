namespace DevMesh.Domain.Nodes;

/// <summary>
/// How a node's shipper says it is doing: the body of POST /nodes/{node}/heartbeat. Counts are since it started.
/// </summary>
public sealed record Heartbeat
{
    /// <summary>The shipper's version.</summary>
    public required string Version { get; init; }

    /// <summary>When this process of the shipper began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Seconds between the last entry that the server acknowledged and the end of the journal; 0 or more.</summary>
    public double LagS { get; init; }

    /// <summary>The cursor that was committed last.</summary>
    public string? Cursor { get; init; }

    /// <summary>Entries that the server acknowledged.</summary>
    public long Sent { get; init; }

    /// <summary>Requests that had to be sent again.</summary>
    public long Retries { get; init; }

    /// <summary>Entries that the filter left out, by the name of the rule.</summary>
    public IReadOnlyDictionary<string, long> Dropped { get; init; } = new Dictionary<string, long>();

    /// <summary>Entries that the server refused for good.</summary>
    public long DeadLetters { get; init; }

    /// <summary>Spans of time whose entries the journal lost before they were read, oldest first.</summary>
    public IReadOnlyList<JournalGap> Gaps { get; init; } = [];

    /// <summary>What went wrong last; null when nothing did.</summary>
    public string? LastError { get; init; }
}

/// <summary>A span of time of which the journal may have lost entries before they were read.</summary>
/// <param name="Since">The last entry that was read before it.</param>
/// <param name="Until">The first entry after it.</param>
public sealed record JournalGap(DateTimeOffset Since, DateTimeOffset Until);

/// <summary>The latest heartbeat of a node.</summary>
/// <param name="ReceivedAt">UTC, by the server's clock.</param>
public sealed record ReceivedHeartbeat(Heartbeat Heartbeat, DateTime ReceivedAt);

/// <summary>Port: where heartbeats are kept, the latest of each node.</summary>
public interface IHeartbeatStore
{
    Task StoreAsync(string node, Heartbeat heartbeat, CancellationToken ct);
}
