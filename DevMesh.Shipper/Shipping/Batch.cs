using System.Text.Json;
using DevMesh.Shipper.Filtering;

namespace DevMesh.Shipper.Shipping;

/// <summary>
/// Entries that are sent together, as the text between the brackets of <c>"logs":[…]</c>, and what was read to make them.
/// Filled by the reader, then read by the sender, then used again.
/// </summary>
internal sealed class Batch(int capacity)
{
    private readonly List<int> _starts = [];
    private int[] _dropped = [];

    public ByteBuffer Text { get; } = new(capacity);

    /// <summary>Entries in the text.</summary>
    public int Count => _starts.Count;

    /// <summary>Entries of the source that the batch covers, filtered ones included.</summary>
    public int Read { get; set; }

    /// <summary>The first entry that the batch covers; null while it covers none.</summary>
    public string? FirstCursor { get; set; }

    /// <summary>The last entry that the batch covers: after the 2xx, reading may go on behind it.</summary>
    public string? LastCursor { get; set; }

    /// <summary>The rules that it is made by.</summary>
    public FilterRules Rules { get; private set; } = FilterRules.None;

    /// <summary>What the rate limits remember behind the last covered entry; null when they remember nothing.</summary>
    public JsonElement? RateLimits { get; set; }

    /// <summary>Entries that joined the one before them as a repeat.</summary>
    public int Repeats { get; set; }

    /// <summary>Entries that each rule dropped, by the index of the rule.</summary>
    public IReadOnlyList<int> Dropped => _dropped;

    /// <summary>When the first covered entry was logged, in microseconds since 1970.</summary>
    public long FirstMicros { get; set; }

    /// <summary>When the last covered entry was logged, in microseconds since 1970.</summary>
    public long LastMicros { get; set; }

    public void Reset(FilterRules rules)
    {
        Rules = rules;
        RateLimits = null;
        Repeats = 0;
        _dropped = new int[rules.Rules.Count];
        Text.Reset();
        _starts.Clear();
        Read = 0;
        FirstCursor = LastCursor = null;
        FirstMicros = LastMicros = 0;
    }

    public void Drop(int rule) => _dropped[rule]++;

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
