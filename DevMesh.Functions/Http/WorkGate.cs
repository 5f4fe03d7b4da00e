namespace DevMesh.Functions.Http;

/// <summary>
/// Lets so much work run at once, by weight, in the order in which it came. Unlike a count it lets many small batches run
/// together, and a large one nearly alone.
/// </summary>
internal sealed class WorkGate(long capacity)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(long Weight, TaskCompletionSource Turn)> _waiting = new();
    private long _running;

    /// <summary>Waits for its turn; dispose what is given when the work is done.</summary>
    /// <param name="weight">More than the capacity counts as all of it, so that it runs alone.</param>
    public async ValueTask<IDisposable> EnterAsync(long weight, CancellationToken ct)
    {
        weight = Math.Min(weight, capacity);
        LinkedListNode<(long Weight, TaskCompletionSource Turn)> waiting;
        lock (_gate)
        {
            if (_waiting.Count == 0 && _running + weight <= capacity)
            {
                _running += weight;
                return new Place(this, weight);
            }

            waiting = _waiting.AddLast((weight, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        using (ct.Register(() => Leave(waiting, ct)))
        {
            await waiting.Value.Turn.Task;
        }

        return new Place(this, weight);
    }

    /// <summary>Whoever got its turn in the same moment keeps it.</summary>
    private void Leave(LinkedListNode<(long Weight, TaskCompletionSource Turn)> waiting, CancellationToken ct)
    {
        lock (_gate)
        {
            if (waiting.List is not null)
            {
                _waiting.Remove(waiting);
                waiting.Value.Turn.SetCanceled(ct);
                LetIn(); // the one behind it may fit in
            }
        }
    }

    private void Done(long weight)
    {
        lock (_gate)
        {
            _running -= weight;
            LetIn();
        }
    }

    private void LetIn()
    {
        while (_waiting.First is { } first && _running + first.Value.Weight <= capacity)
        {
            _waiting.RemoveFirst();
            _running += first.Value.Weight;
            first.Value.Turn.SetResult();
        }
    }

    private sealed class Place(WorkGate gate, long weight) : IDisposable
    {
        private WorkGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Done(weight);
    }
}
