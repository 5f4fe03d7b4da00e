namespace DevMesh.Shipper.Shipping;

/// <summary>
/// Entries that are sent together, as the text between the brackets of <c>"logs":[…]</c>, and what was read to make them.
/// Filled by the reader, then read by the sender, then used again.
/// </summary>
internal sealed class Batch(int capacity)
{
    private readonly List<int> _starts = [];

    public ByteBuffer Text { get; } = new(capacity);

    /// <summary>Entries in the text.</summary>
    public int Count => _starts.Count;

    /// <summary>Entries of the source that the batch covers, filtered ones included.</summary>
    public int Read { get; set; }

    /// <summary>The first entry that the batch covers; null while it covers none.</summary>
    public string? FirstCursor { get; set; }

    /// <summary>The last entry that the batch covers: after the 2xx, reading may go on behind it.</summary>
    public string? LastCursor { get; set; }

    /// <summary>When the last covered entry was logged, in microseconds since 1970.</summary>
    public long LastMicros { get; set; }

    public void Reset()
    {
        Text.Reset();
        _starts.Clear();
        Read = 0;
        FirstCursor = LastCursor = null;
        LastMicros = 0;
    }

    /// <summary>Marks the place where the next entry is written.</summary>
    public void StartEntry()
    {
        if (Count > 0)
        {
            Text.Write((byte)',');
        }

        _starts.Add(Text.Length);
    }

    /// <summary>Some of the entries, separated by commas.</summary>
    public ReadOnlyMemory<byte> Slice(int first, int count)
    {
        int start = _starts[first];
        int end = first + count == Count ? Text.Length : _starts[first + count] - 1;
        return Text.Memory[start..end];
    }
}
