using System.Collections.Concurrent;

namespace DevMesh.Shipper.Shipping;

/// <summary>What happened since the start, for those who watch. Safe to use from any thread.</summary>
internal sealed class Counters
{
    private readonly ConcurrentDictionary<string, long> _dropped = new(StringComparer.Ordinal);
    private long _read;
    private long _repeats;
    private long _sent;
    private long _retries;

    /// <summary>Entries of the source that are dealt with: sent, dropped, joined to one before them, or refused for good.</summary>
    public long Read => Interlocked.Read(ref _read);

    /// <summary>Entries that joined the one before them as a repeat.</summary>
    public long Repeats => Interlocked.Read(ref _repeats);

    /// <summary>Entries that the server stored.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Attempts that the server did not answer, or answered with "later".</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Entries that the filter left out, by the name of the rule.</summary>
    public IReadOnlyDictionary<string, long> Dropped => _dropped;

    /// <summary>Why the last attempt failed; null once one succeeded again.</summary>
    public string? Trouble { get; private set; }

    /// <summary>What went wrong last, and when; kept when all is well again.</summary>
    public LastError? LastError { get; private set; }

    public void AddSent(int entries) => Interlocked.Add(ref _sent, entries);

    /// <summary>Counts a batch that is dealt with.</summary>
    public void AddCompleted(Batch batch)
    {
        Interlocked.Add(ref _read, batch.Read);
        Interlocked.Add(ref _repeats, batch.Repeats);
        for (int rule = 0; rule < batch.Dropped.Count; rule++)
        {
            if (batch.Dropped[rule] is > 0 and int dropped)
            {
                _dropped.AddOrUpdate(batch.Rules.Rules[rule].Name, dropped, (_, before) => before + dropped);
            }
        }
    }

    public void Answered() => Trouble = null;

    public void Retried(string reason, DateTimeOffset now)
    {
        Interlocked.Increment(ref _retries);
        Troubled(reason, now);
    }

    /// <summary>Something else than the server keeps entries from being sent.</summary>
    public void Troubled(string reason, DateTimeOffset now)
    {
        Trouble = reason;
        LastError = new LastError(now, reason);
    }
}

/// <summary>What went wrong. One object, so that those who watch never see the time of one error with the words of another.</summary>
internal sealed record LastError(DateTimeOffset At, string What);
