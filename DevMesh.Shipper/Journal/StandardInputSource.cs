namespace DevMesh.Shipper.Journal;

/// <summary>Entries from lines of <c>journalctl -o json</c>. A line that cannot be read is reported and skipped.</summary>
/// <param name="waitForInput">Blocks until the input can be read without blocking, or the time is over; says which.</param>
/// <param name="report">Takes a message for the one who runs the shipper.</param>
internal sealed class StandardInputSource(
    Stream input, Func<TimeSpan?, bool> waitForInput, FieldTable fields, Action<string> report) : IEntrySource
{
    private const int LongestLine = 64 * 1024 * 1024;

    private readonly JsonLineParser _parser = new(fields);
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _searched;
    private int _end;
    private bool _ended;
    private bool _skipping;

    /// <summary>Lines seen so far, empty and unreadable ones included.</summary>
    public long Lines { get; private set; }

    /// <summary>Lines that were no entry and were skipped.</summary>
    public long Unreadable { get; private set; }

    public ReadResult Read(JournalEntry entry)
    {
        while (true)
        {
            int newline = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                ReadOnlySpan<byte> line = _buffer.AsSpan(_start, _searched + newline - _start);
                _start = _searched = _searched + newline + 1;
                if (TakeLine(line, entry))
                {
                    return ReadResult.Entry;
                }

                continue;
            }

            _searched = _end;
            if (_ended)
            {
                ReadOnlySpan<byte> last = _buffer.AsSpan(_start, _end - _start);
                _start = _searched = _end;
                return !last.IsEmpty && TakeLine(last, entry) ? ReadResult.Entry : ReadResult.Finished;
            }

            if (!waitForInput(TimeSpan.Zero))
            {
                return ReadResult.AtEnd;
            }

            Fill();
        }
    }

    public void FillCursor(JournalEntry entry)
    {
        // The parser has filled it in: from the line, or from its position.
    }

    public void Wait(TimeSpan? timeout) => waitForInput(timeout);

    public void Dispose() => input.Dispose();

    private bool TakeLine(ReadOnlySpan<byte> line, JournalEntry entry)
    {
        Lines++;
        if (_skipping)
        {
            _skipping = false;
            return false;
        }

        if (line.TrimEnd((byte)'\r').IsEmpty)
        {
            return false;
        }

        string? problem = _parser.Parse(line, Lines, entry);
        if (problem is null)
        {
            return true;
        }

        Unreadable++;
        report($"line {Lines} skipped: {problem}");
        return false;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _searched -= _start;
            _start = 0;
        }

        if (_end == LongestLine)
        {
            if (!_skipping)
            {
                _skipping = true;
                Unreadable++;
                report($"line {Lines + 1} skipped: it is longer than {LongestLine / 1024 / 1024} MiB");
            }

            _end = _searched = 0;
        }
        else if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, LongestLine));
        }

        int read = input.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _ended = read == 0;
    }
}
