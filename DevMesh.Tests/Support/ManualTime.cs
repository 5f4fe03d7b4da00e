namespace DevMesh.Tests.Support;

/// <summary>
/// A clock that moves only when a test moves it. Waits that are due fire in order of their time, and a test can wait
/// until somebody waits for a given moment, so that it needs no sleep.
/// </summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Waiting> _waits = [];
    private readonly List<(DateTimeOffset Due, TaskCompletionSource Seen)> _expected = [];
    private DateTimeOffset _now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waiting wait = new(this, callback, state);
        wait.Change(dueTime, period);
        return wait;
    }

    /// <summary>Ends as soon as somebody waits for exactly this moment.</summary>
    public Task SomebodyWaitsUntil(DateTimeOffset due)
    {
        lock (_gate)
        {
            if (_waits.Exists(each => each.Due == due))
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _expected.Add((due, seen));
            return seen.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    public void AdvanceTo(DateTimeOffset moment)
    {
        while (true)
        {
            Waiting? next;
            lock (_gate)
            {
                next = _waits.Where(each => each.Due <= moment).MinBy(each => each.Due);
                if (next is null)
                {
                    _now = moment;
                    return;
                }

                _now = next.Due > _now ? next.Due : _now;
                _waits.Remove(next);
                if (next.Period > TimeSpan.Zero)
                {
                    next.Change(next.Period, next.Period);
                }
            }

            next.Fire();
        }
    }

    public void Advance(TimeSpan time) => AdvanceTo(GetUtcNow() + time);

    private sealed class Waiting(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        /// <summary>Not positive for a wait that fires once.</summary>
        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                Period = period;
                time._waits.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time._now + dueTime;
                    time._waits.Add(this);
                    foreach ((_, TaskCompletionSource seen) in time._expected.FindAll(each => each.Due == Due))
                    {
                        seen.TrySetResult();
                    }

                    time._expected.RemoveAll(each => each.Due == Due);
                }
            }

            return true;
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (time._gate)
            {
                time._waits.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
