using System.Runtime.ExceptionServices;

namespace DevMesh.Shipper.Journal;

/// <summary>
/// Reads another source on a thread of its own, about a thousand entries ahead, so that reading and what is done with the entries
/// share two cores. Entries come with their cursors.
/// </summary>
internal sealed class ReadAheadSource : IEntrySource
{
    public const int EntriesPerBlock = 256; // of fewer, handing them over would cost as much as reading them
    private const int Blocks = 3;
    private const int BytesPerBlock = 256 * 1024; // a few entries may be as large as all others together

    /// <summary>What is logged within so long is read at once: a quiet machine is woken some times a second, and not by each entry.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);

    private readonly IEntrySource _source;
    private readonly BlockQueue _free = new();
    private readonly BlockQueue _full = new();
    private readonly Thread _thread;
    private Block _current = new();
    private Block? _waitedFor;
    private int _next;

    /// <param name="source">Belongs to the thread from now on; positioned where reading begins.</param>
    public ReadAheadSource(IEntrySource source)
    {
        _source = source;
        for (int i = 0; i < Blocks; i++)
        {
            _free.Add(new Block());
        }

        _thread = new Thread(Run) { IsBackground = true, Name = "read ahead" };
        _thread.Start();
    }

    /// <exception cref="IOException">The other source could not go on.</exception>
    public ReadResult Read(JournalEntry entry)
    {
        while (_next == _current.Count)
        {
            if (_current.End is { } end && _waitedFor is null && (end == ReadResult.Finished || (_waitedFor = _full.Take(TimeSpan.Zero)) is null))
            {
                _current.Failure?.Throw();
                return end;
            }

            // The thread reads: it hands over a block when that is full, or when it comes to the end.
            Block next = _waitedFor ?? _full.Take(Timeout.InfiniteTimeSpan)!;
            _waitedFor = null;
            _free.Add(_current);
            _current = next;
            _next = 0;
        }

        entry.Swap(_current.Entries[_next++]);
        return ReadResult.Entry;
    }

    public void FillCursor(JournalEntry entry)
    {
        // The thread has.
    }

    public void Wait(TimeSpan? timeout)
    {
        _waitedFor ??= _full.Take(timeout ?? Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends the thread, unless it waits for the journal: then it ends with the process.</summary>
    public void Dispose()
    {
        _free.Close();
        if (_thread.Join(TimeSpan.FromMilliseconds(100)))
        {
            _source.Dispose();
        }
    }

    private void Run()
    {
        try
        {
            while (_free.Take(Timeout.InfiniteTimeSpan) is { } block)
            {
                block.Fill(_source);
                ReadResult? end = block.End;
                _full.Add(block);
                if (end == ReadResult.Finished)
                {
                    return;
                }

                if (end == ReadResult.AtEnd)
                {
                    _source.Wait(null);
                    Thread.Sleep(Gathering);
                }
            }
        }
        catch (IOException e)
        {
            _full.Add(Block.Failed(e));
        }
    }

    /// <summary>Some entries in a row, and what came after them.</summary>
    private sealed class Block
    {
        public JournalEntry[] Entries { get; } = [.. Enumerable.Range(0, EntriesPerBlock).Select(_ => new JournalEntry())];

        public int Count { get; private set; }

        /// <summary>What the source said behind the last entry; null when it has more.</summary>
        public ReadResult? End { get; private set; }

        public ExceptionDispatchInfo? Failure { get; private init; }

        public static Block Failed(Exception failure) =>
            new() { End = ReadResult.Finished, Failure = ExceptionDispatchInfo.Capture(failure) };

        public void Fill(IEntrySource source)
        {
            Count = 0;
            End = null;
            int bytes = 0;
            while (Count < Entries.Length && bytes < BytesPerBlock)
            {
                ReadResult result = source.Read(Entries[Count]);
                if (result != ReadResult.Entry)
                {
                    End = result;
                    return;
                }

                source.FillCursor(Entries[Count]);
                bytes += Entries[Count++].Size;
            }
        }
    }

    /// <summary>
    /// Hands blocks from one thread to the other. Hand-written because a BlockingCollection makes garbage with each call, and
    /// the memory of the process was more than twice as large.
    /// </summary>
    private sealed class BlockQueue
    {
        private readonly Queue<Block> _blocks = new(Blocks + 2);
        private bool _closed;

        public void Add(Block block)
        {
            lock (_blocks)
            {
                _blocks.Enqueue(block);
                Monitor.Pulse(_blocks);
            }
        }

        public void Close()
        {
            lock (_blocks)
            {
                _closed = true;
                Monitor.PulseAll(_blocks);
            }
        }

        /// <returns>Null when the time is over, or when the queue is closed.</returns>
        public Block? Take(TimeSpan timeout)
        {
            lock (_blocks)
            {
                while (!_closed && _blocks.Count == 0)
                {
                    if (!Monitor.Wait(_blocks, timeout))
                    {
                        break;
                    }
                }

                return !_closed && _blocks.TryDequeue(out Block? block) ? block : null;
            }
        }
    }
}
