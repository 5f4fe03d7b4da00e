namespace DevMesh.Bench.Soak;

/// <summary>
/// Which logs are in the table, by what the app said of each batch and retention of each run; and from what time on the newest
/// so many were received. Safe to use from any thread.
/// </summary>
/// <param name="keep">How many are to be kept.</param>
internal sealed class HeldRows(long keep)
{
    private readonly Lock _lock = new();
    private readonly Queue<(DateTime Answered, int Stored)> _batches = new();
    private long _inBatches;
    private long _stored;
    private long _deleted;
    private DateTime? _cutoff;

    public long Stored
    {
        get
        {
            lock (_lock)
            {
                return _stored;
            }
        }
    }

    public long Count
    {
        get
        {
            lock (_lock)
            {
                return _stored - _deleted;
            }
        }
    }

    public long TooMany => Math.Max(0, Count - keep);

    /// <param name="answered">UTC; the app received it before.</param>
    public void Add(DateTime answered, int stored)
    {
        lock (_lock)
        {
            _batches.Enqueue((answered, stored));
            _inBatches += stored;
            _stored += stored;
        }
    }

    public void Delete(long logs)
    {
        lock (_lock)
        {
            _deleted += logs;
        }
    }

    /// <summary>
    /// Once everything that was received before it is gone, as many as are to be kept are left, but for the few batches that were
    /// under way at that moment: of those some may be gone already. Null while there are no more. It never falls back.
    /// </summary>
    public DateTime? Cutoff()
    {
        lock (_lock)
        {
            while (_batches.TryPeek(out (DateTime Answered, int Stored) oldest) && _inBatches - oldest.Stored >= keep)
            {
                _cutoff = _batches.Dequeue().Answered;
                _inBatches -= oldest.Stored;
            }

            return _cutoff;
        }
    }
}
