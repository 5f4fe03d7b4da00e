namespace DevMesh.Domain.Canonicalization.V1;

/// <summary>Units after a number, directly as in <c>1h2m3.5s</c> and <c>512MiB</c>, or as the next word.</summary>
internal static class Units
{
    private static readonly Dictionary<string, string> Direct = new(StringComparer.Ordinal)
    {
        ["ns"] = Placeholders.Duration, ["us"] = Placeholders.Duration, ["µs"] = Placeholders.Duration,
        ["μs"] = Placeholders.Duration, ["ms"] = Placeholders.Duration, ["msec"] = Placeholders.Duration,
        ["s"] = Placeholders.Duration, ["sec"] = Placeholders.Duration, ["secs"] = Placeholders.Duration,
        ["m"] = Placeholders.Duration, ["min"] = Placeholders.Duration, ["mins"] = Placeholders.Duration,
        ["h"] = Placeholders.Duration, ["d"] = Placeholders.Duration, ["w"] = Placeholders.Duration,
        ["B"] = Placeholders.Size, ["b"] = Placeholders.Size, ["K"] = Placeholders.Size, ["M"] = Placeholders.Size,
        ["G"] = Placeholders.Size, ["T"] = Placeholders.Size, ["k"] = Placeholders.Size, ["kB"] = Placeholders.Size,
        ["KB"] = Placeholders.Size, ["MB"] = Placeholders.Size, ["GB"] = Placeholders.Size, ["TB"] = Placeholders.Size,
        ["KiB"] = Placeholders.Size, ["MiB"] = Placeholders.Size, ["GiB"] = Placeholders.Size, ["TiB"] = Placeholders.Size,
        ["Mb"] = Placeholders.Size, ["Gb"] = Placeholders.Size, ["kb"] = Placeholders.Size,
        ["bps"] = Placeholders.Size, ["kbps"] = Placeholders.Size, ["Kbps"] = Placeholders.Size, ["Mbps"] = Placeholders.Size,
        ["Gbps"] = Placeholders.Size,
    };

    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> DirectBySpan =
        Direct.GetAlternateLookup<ReadOnlySpan<char>>();

    // As words of their own single letters say too little.
    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> WordBySpan =
        Direct.Where(pair => pair.Key.Length > 1).Concat(
        [
            new("s", Placeholders.Duration),
            new("seconds", Placeholders.Duration), new("second", Placeholders.Duration),
            new("minutes", Placeholders.Duration), new("minute", Placeholders.Duration),
            new("milliseconds", Placeholders.Duration), new("millis", Placeholders.Duration),
            new("hours", Placeholders.Duration), new("hour", Placeholders.Duration),
            new("days", Placeholders.Duration), new("day", Placeholders.Duration),
            new("bytes", Placeholders.Size), new("byte", Placeholders.Size),
        ]).ToDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The length of the unit that the text starts with as a whole word, or 0.</summary>
    public static int LengthOfWord(ReadOnlySpan<char> text, out string? kind)
    {
        int length = 0;
        while (length < text.Length && length <= 12 && char.IsLetter(text[length]))
        {
            length++;
        }

        bool whole = length == text.Length || text[length] is not ('-' or '_' or '/' or '=' or (>= '0' and <= '9'));
        kind = null;
        return whole && WordBySpan.TryGetValue(text[..length], out kind) ? length : 0;
    }

    /// <summary>The placeholder for numbers with a unit directly behind each, or null. Several are a duration.</summary>
    public static string? Kind(ReadOnlySpan<char> token)
    {
        string? kind = null;
        int parts = 0;
        int i = token[0] is '-' or '+' ? 1 : 0;
        while (i < token.Length)
        {
            int digits = i;
            while (i < token.Length && (char.IsAsciiDigit(token[i]) || (token[i] is '.' or ',' && i > digits)))
            {
                i++;
            }

            int unit = i;
            while (i < token.Length && char.IsLetter(token[i]))
            {
                i++;
            }

            if (unit == digits || i == unit || i - unit > 4 || !DirectBySpan.TryGetValue(token[unit..i], out string? found))
            {
                return null;
            }

            kind = parts++ > 0 && !string.Equals(found, kind, StringComparison.Ordinal) ? Placeholders.Duration : found;
        }

        return kind;
    }
}
