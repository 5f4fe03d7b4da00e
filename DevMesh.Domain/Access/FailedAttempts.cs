namespace DevMesh.Domain.Access;

/// <summary>
/// How often each address came without a right key of late. A window begins with the first failure of an address and does not
/// grow with further ones. Memory is bounded: when there are too many addresses, the one whose window is oldest is forgotten.
/// </summary>
/// <param name="limit">So many failures of a window are answered as such; further ones are only told to wait.</param>
/// <param name="capacity">How many addresses are remembered.</param>
public sealed class FailedAttempts(int limit, TimeSpan window, int capacity, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Window> _windows = new(StringComparer.Ordinal);

    /// <summary>The addresses of the dictionary by the beginning of their windows, which is the order of their ends.</summary>
    private readonly Queue<string> _oldestFirst = new();

    /// <summary>How many addresses are remembered now.</summary>
    public int Remembered
    {
        get
        {
            lock (_gate)
            {
                return _windows.Count;
            }
        }
    }

    /// <summary>Notes a failure.</summary>
    /// <param name="address">Whom it is counted against; short, since it is kept.</param>
    public FailedAttempt Note(string address)
    {
        lock (_gate)
        {
            while (_oldestFirst.TryPeek(out string? oldest) && clock.GetElapsedTime(_windows[oldest].Began) >= window)
            {
                Forget();
            }

            if (!_windows.TryGetValue(address, out Window? found))
            {
                if (_windows.Count == capacity)
                {
                    Forget();
                }

                found = new Window(clock.GetTimestamp());
                _windows.Add(address, found);
                _oldestFirst.Enqueue(address);
            }

            found.Count = Math.Min(found.Count, limit) + 1;
            return new FailedAttempt(found.Count, found.Count > limit ? window - clock.GetElapsedTime(found.Began) : null);
        }
    }

    private void Forget() => _windows.Remove(_oldestFirst.Dequeue());

    private sealed class Window(long began)
    {
        public long Began { get; } = began;

        public int Count { get; set; }
    }
}

/// <param name="Count">Which one of its window it is; at most one above the limit.</param>
/// <param name="Wait">How long its address has to wait; null within the limit.</param>
public sealed record FailedAttempt(int Count, TimeSpan? Wait);
