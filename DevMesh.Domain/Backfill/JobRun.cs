namespace DevMesh.Domain.Backfill;

/// <summary>A job while it runs: whether it may go on, and what it tells of itself. Used by one thread at a time.</summary>
public sealed class JobRun
{
    /// <summary>How often progress is written down. Whoever watches is told of every step.</summary>
    private static readonly TimeSpan NoteEvery = TimeSpan.FromSeconds(1);

    private readonly string _name;
    private readonly ITimerRuns _runs;
    private readonly IProgress<JobProgress>? _watch;
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly List<IRunLease> _leases;
    private long _noted;
    private long _done;
    private long _left;

    internal JobRun(string name, IRunLease lease, ITimerRuns runs, IProgress<JobProgress>? watch, TimeProvider clock)
    {
        _name = name;
        _runs = runs;
        _watch = watch;
        _clock = clock;
        _leases = [lease];
        _started = _noted = clock.GetTimestamp();
    }

    /// <summary>What it has done so far, in words.</summary>
    public Func<string> Summary { get; set; } = () => "nothing done yet";

    /// <summary>Whether it found anything to do: most runs of a minute do not, and need no line in the log.</summary>
    public bool HasWorked { get; set; }

    public bool IsLeaseLost { get; private set; }

    public JobProgress Progress => new(_done, _left, _clock.GetElapsedTime(_started));

    /// <summary>Asks for another lock on the way, which then must hold like its own. It ends with its own disposal.</summary>
    public void Hold(IRunLease lease) => _leases.Add(lease);

    public void LetGo(IRunLease lease) => _leases.Remove(lease);

    /// <summary>False once a lock is lost: another worker may run by now. Asked before every step.</summary>
    public async Task<bool> MayGoOnAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        foreach (IRunLease lease in _leases)
        {
            IsLeaseLost |= !await lease.IsHeldAsync(ct);
        }

        return !IsLeaseLost;
    }

    /// <summary>More was found that is to be done.</summary>
    public Task FoundAsync(long more, CancellationToken ct)
    {
        _left += more;
        return TellAsync(always: true, ct);
    }

    public Task AdvanceAsync(long done, CancellationToken ct)
    {
        _done += done;
        _left = Math.Max(0, _left - done);
        return TellAsync(always: false, ct);
    }

    /// <summary>Writes down where it ends.</summary>
    internal Task CloseAsync(bool complete, CancellationToken ct)
    {
        _left = complete ? 0 : _left;
        return TellAsync(always: true, ct);
    }

    private async Task TellAsync(bool always, CancellationToken ct)
    {
        _watch?.Report(Progress);
        if (always || _clock.GetElapsedTime(_noted) >= NoteEvery)
        {
            _noted = _clock.GetTimestamp();
            await _runs.ProgressAsync(_name, _done, _left, ct);
        }
    }
}
