using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DevMesh.Shipper.Filtering;

/// <summary>
/// The windows of one rate limit, one for each service, identifier or the rule as a whole, under the hash of that name. A
/// window goes by the entries' own times, never by the clock, so that entries that are read again are counted the same way.
/// </summary>
internal sealed class RateWindows
{
    /// <summary>More names than this are not counted at once; the one whose window is oldest is forgotten first.</summary>
    public const int Most = 512;

    private readonly Dictionary<ulong, Window> _windows;

    public RateWindows()
        : this([])
    {
    }

    private RateWindows(Dictionary<ulong, Window> windows) => _windows = windows;

    public int Count => _windows.Count;

    [StructLayout(LayoutKind.Auto)]
    private record struct Window(long StartMicros, long Taken)
    {
        public readonly bool IsOver(long micros, long length) => micros - StartMicros >= length || StartMicros - micros >= length;
    }

    public RateWindows Clone() => new(new Dictionary<ulong, Window>(_windows));

    /// <summary>Counts an entry and says whether it is within the limit.</summary>
    /// <param name="name">Empty for a limit on the rule as a whole.</param>
    public bool Take(ReadOnlySpan<byte> name, long micros, RateLimit rate)
    {
        ulong key = ByteHash.Of(name);
        if (_windows.Count >= Most && !_windows.ContainsKey(key))
        {
            MakeRoom(micros, rate.WindowMicros);
        }

        ref Window window = ref CollectionsMarshal.GetValueRefOrAddDefault(_windows, key, out bool exists);

        // Entries of several journals come a little out of order, so one from just before the window counts in it. A clock
        // that was set back by more begins a new window; otherwise one wrong clock could silence a service for years.
        if (!exists || window.IsOver(micros, rate.WindowMicros))
        {
            window = new Window(micros, 0);
        }

        return ++window.Taken <= rate.Limit;
    }

    /// <summary>Forgets the windows that are over at that time.</summary>
    /// <param name="length">Of a window, in microseconds.</param>
    public void ForgetOver(long micros, long length)
    {
        foreach ((ulong key, Window window) in _windows)
        {
            if (window.IsOver(micros, length))
            {
                _windows.Remove(key);
            }
        }
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach ((ulong key, Window window) in _windows)
        {
            writer.WriteStartArray(key.ToString("x16"));
            writer.WriteNumberValue(window.StartMicros);
            writer.WriteNumberValue(window.Taken);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote. What is not that is left out: a lost window lets a few entries more pass.</summary>
    public static RateWindows Read(JsonElement element)
    {
        RateWindows windows = new();
        foreach (JsonProperty each in element.EnumerateObject())
        {
            if (windows.Count < Most
                && ulong.TryParse(each.Name, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong key)
                && each.Value.ValueKind == JsonValueKind.Array && each.Value.GetArrayLength() == 2
                && TryNumber(each.Value[0], out long start) && TryNumber(each.Value[1], out long taken))
            {
                windows._windows[key] = new Window(start, taken);
            }
        }

        return windows;
    }

    private static bool TryNumber(JsonElement element, out long value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out value) && value >= 0;
    }

    /// <summary>Forgets windows that are over, and if there are none, the oldest; which one never depends on the table's order.</summary>
    private void MakeRoom(long micros, long length)
    {
        (ulong Key, long Start)? oldest = null;
        ForgetOver(micros, length);
        foreach ((ulong key, Window window) in _windows)
        {
            if (oldest is null || (window.StartMicros, key).CompareTo((oldest.Value.Start, oldest.Value.Key)) < 0)
            {
                oldest = (key, window.StartMicros);
            }
        }

        if (_windows.Count >= Most)
        {
            _windows.Remove(oldest!.Value.Key);
        }
    }
}
