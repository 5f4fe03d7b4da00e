using DevMesh.Domain.Nodes;
using DevMesh.Shipper.Filtering;

namespace DevMesh.Shipper.Shipping;

/// <summary>
/// Which batches are under way and how far the server has everything. A batch is on disk as pending before it is first sent; the
/// cursor moves over it after the server's 2xx, the oldest batch first.
/// </summary>
/// <remarks>
/// A move of the cursor goes to disk with the note of the next batch, or some seconds later when none comes: one write a batch.
/// A crash in between only sends again what the server then calls duplicates.
/// </remarks>
internal sealed class Ledger
{
    private const int MostGaps = 20;

    private readonly Lock _lock = new();
    private readonly PositionFile? _file;
    private readonly List<PendingBatch> _pending;
    private readonly List<JournalGap> _gaps;
    private readonly List<FilterRules> _newRules = [];
    private string? _keptRules;
    private Position _position;
    private int _begun;
    private bool _dirty;

    /// <param name="file">Null keeps nothing on disk.</param>
    public Ledger(PositionFile? file, Position start)
    {
        _file = file;
        _position = start;
        _pending = [.. start.Pending];
        _gaps = [.. start.Gaps];
    }

    /// <summary>The position as it is now; what is on disk may be a step behind.</summary>
    public Position Position
    {
        get
        {
            lock (_lock)
            {
                return _position with { Pending = [.. _pending], Gaps = [.. _gaps] };
            }
        }
    }

    /// <summary>On return the batch may be sent: a crash from here on makes it again as it is.</summary>
    /// <exception cref="IOException">The batch is begun, and may be sent once <see cref="SaveIfDirty"/> returns.</exception>
    public void Begin(Batch batch)
    {
        lock (_lock)
        {
            PendingBatch noted = new(batch.FirstCursor!, batch.LastCursor!, batch.Rules.Hash);
            if (_begun == _pending.Count || _pending[_begun] != noted)
            {
                Note(noted);
            }

            _begun++;
            if (_position.LoggedAt == 0)
            {
                _position = _position with { LoggedAt = batch.FirstMicros }; // where the lag is counted from
            }

            if (_keptRules != batch.Rules.Hash)
            {
                _keptRules = batch.Rules.Hash;
                _newRules.Add(batch.Rules);
            }

            SaveIfDirty();
        }
    }

    /// <summary>
    /// The first start of all reads on behind this entry, or from the head of the journal (null). On return that is on disk: a
    /// crash or a reboot before the first batch must not move the start.
    /// </summary>
    public void StartBehind(string? cursor)
    {
        lock (_lock)
        {
            _position = _position with { Cursor = cursor };
            _dirty = true;
            SaveIfDirty();
        }
    }

    /// <summary>Everything of the oldest batch is at the server or in the dead letters.</summary>
    public void Complete(Batch batch)
    {
        lock (_lock)
        {
            _pending.RemoveAt(0);
            _begun--;
            _position = _position with
            {
                Cursor = batch.LastCursor,
                LoggedAt = batch.LastMicros,
                RateLimits = batch.RateLimits,
            };
            _dirty = true;
        }
    }

    public void AddGap(DateTimeOffset since, DateTimeOffset until)
    {
        lock (_lock)
        {
            JournalGap gap = new(since, until);
            if (_gaps.Count > 0 && _gaps[^1] == gap)
            {
                return; // found again by the start after a crash
            }

            _gaps.Add(gap);
            _gaps.RemoveRange(0, Math.Max(0, _gaps.Count - MostGaps));
            _dirty = true;
        }
    }

    /// <summary>
    /// Puts a note where the next batch's is. Of the last run's notes those before a batch with the same end can no longer be
    /// made, because the vacuum took their entries; those behind it stay. Without such a batch none of them can.
    /// </summary>
    private void Note(PendingBatch noted)
    {
        int same = _pending.FindIndex(_begun, each => each.Last == noted.Last);
        if (same < 0)
        {
            _pending.RemoveRange(_begun, _pending.Count - _begun);
            _pending.Add(noted);
        }
        else
        {
            _pending.RemoveRange(_begun, same - _begun);
            _pending[_begun] = noted;
        }

        _dirty = true;
    }

    /// <summary>On return the position is on disk, and the rules that it names.</summary>
    /// <exception cref="IOException">Nothing is lost of it: the next call writes it.</exception>
    public void SaveIfDirty()
    {
        lock (_lock)
        {
            foreach (FilterRules rules in _newRules)
            {
                _file?.KeepRules(rules.Hash, rules.Text); // first, because the position is about to name them
            }

            if (_dirty)
            {
                _file?.Save(Position);
                _dirty = false;
            }

            if (_newRules.Count > 0)
            {
                _newRules.Clear();
                _file?.ForgetRules([.. _pending.Select(each => each.Rules)]);
            }
        }
    }
}
