using System.Collections.Frozen;

namespace DevMesh.Domain.Incidents.Kinds;

/// <summary>
/// Finds the first of thousands of patterns in one pass over a message. Each pattern is filed under four characters in a row of
/// it, those that the fewest patterns have; only where a message has them the pattern is compared.
/// </summary>
internal sealed class PatternIndex
{
    private const int Length = 4;
    private const int Bits = 1 << 16;

    private readonly FrozenDictionary<ulong, Pattern[]> _filed;

    /// <summary>A bit for each hash of four characters that stand in the index: most that a message has do not.</summary>
    private readonly ulong[] _mayStand = new ulong[Bits / 64];

    /// <param name="patterns">Those of one place count the same; of several that fit the lowest place wins.</param>
    /// <exception cref="ArgumentException">A pattern has no four characters in a row.</exception>
    public PatternIndex(IEnumerable<(string Text, int Place)> patterns)
    {
        Pattern[] all = [.. patterns.Select(each => new Pattern(each.Text.Split('*'), each.Place))];
        Dictionary<ulong, int> frequency =
            all.SelectMany(pattern => KeysOf(pattern).Distinct()).CountBy(key => key).ToDictionary();
        _filed = all
            .GroupBy(pattern => KeysOf(pattern).OrderBy(key => frequency[key]).Cast<ulong?>().FirstOrDefault()
                ?? throw new ArgumentException($"too short a pattern: {string.Join('*', pattern.Parts)}", nameof(patterns)))
            .ToFrozenDictionary(group => group.Key, group => group.OrderBy(pattern => pattern.Place).ToArray());
        foreach (ulong key in _filed.Keys)
        {
            _mayStand[BitOf(key) / 64] |= 1UL << (BitOf(key) % 64);
        }
    }

    /// <returns>The lowest place of a pattern that fits; null when none does.</returns>
    public int? FirstIn(string message)
    {
        int best = int.MaxValue;
        for (int at = 0; at + Length <= message.Length; at++)
        {
            ulong key = KeyAt(message, at);
            if ((_mayStand[BitOf(key) / 64] >> (BitOf(key) % 64) & 1) == 0 || !_filed.TryGetValue(key, out Pattern[]? filed))
            {
                continue;
            }

            for (int i = 0; i < filed.Length && filed[i].Place < best; i++)
            {
                if (Stands(message, filed[i].Parts))
                {
                    best = filed[i].Place;
                }
            }
        }

        return best == int.MaxValue ? null : best;
    }

    private static bool Stands(string message, string[] parts)
    {
        int from = 0;
        foreach (string part in parts)
        {
            int at = message.IndexOf(part, from, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            from = at + part.Length;
        }

        return true;
    }

    private static IEnumerable<ulong> KeysOf(Pattern pattern) => pattern.Parts.SelectMany(part =>
        Enumerable.Range(0, Math.Max(0, part.Length - Length + 1)).Select(at => KeyAt(part, at)));

    private static ulong KeyAt(string text, int at) =>
        text[at] | ((ulong)text[at + 1] << 16) | ((ulong)text[at + 2] << 32) | ((ulong)text[at + 3] << 48);

    private static int BitOf(ulong key) => (int)(key * 0x9E37_79B9_7F4A_7C15UL >> 48);

    private sealed record Pattern(string[] Parts, int Place);
}
