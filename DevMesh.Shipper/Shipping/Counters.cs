namespace DevMesh.Shipper.Shipping;

/// <summary>What happened since the start, for those who watch. Safe to use from any thread.</summary>
internal sealed class Counters
{
    private long _sent;
    private long _retries;

    /// <summary>Entries that the server acknowledged.</summary>
    public long SentTotal => Interlocked.Read(ref _sent);

    /// <summary>Attempts that the server did not answer, or answered with "later".</summary>
    public long RetriesTotal => Interlocked.Read(ref _retries);

    /// <summary>Why the last attempt failed; null once one succeeded again.</summary>
    public string? Trouble { get; private set; }

    public void Sent(int entries) => Interlocked.Add(ref _sent, entries);

    public void Answered() => Trouble = null;

    public void Retried(string reason)
    {
        Interlocked.Increment(ref _retries);
        Trouble = reason;
    }
}
