using System.Buffers.Binary;
using DevMesh.Domain.Logs;

namespace DevMesh.Shipper.Filtering;

/// <summary>
/// Which rules can take an entry, by its service, identifier and level: worked out once for each pair that occurs, so that
/// most entries see few rules or none. A machine has some hundred pairs.
/// </summary>
internal sealed class RuleIndex
{
    /// <summary>More pairs are forgotten all at once: names that never end must not cost memory for ever.</summary>
    public const int MostPairs = 1024;

    private const int LongestPair = 512; // longer names are looked up anew each time

    private readonly IReadOnlyList<FilterRule> _rules;
    private readonly Dictionary<byte[], Candidates[]> _pairs = new(ByteKeys.Comparer);
    private readonly Dictionary<byte[], Candidates[]>.AlternateLookup<ReadOnlySpan<byte>> _byPair;
    private readonly Dictionary<string, Candidates> _sets = new(StringComparer.Ordinal);
    private readonly byte[] _key = new byte[LongestPair];

    public RuleIndex(IReadOnlyList<FilterRule> rules)
    {
        _rules = rules;
        _byPair = _pairs.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Pairs => _pairs.Count;

    /// <summary>The rules whose conditions hold but for those on the message.</summary>
    public Candidates Find(ReadOnlySpan<byte> service, ReadOnlySpan<byte> identifier, Level level)
    {
        int length = 2 + service.Length + identifier.Length;
        if (length > _key.Length)
        {
            return Build(service, identifier, level);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(_key, (ushort)service.Length); // so that no two pairs make one key
        service.CopyTo(_key.AsSpan(2));
        identifier.CopyTo(_key.AsSpan(2 + service.Length));
        ReadOnlySpan<byte> key = _key.AsSpan(0, length);
        if (!_byPair.TryGetValue(key, out Candidates[]? byLevel))
        {
            if (_pairs.Count >= MostPairs)
            {
                _pairs.Clear();
            }

            byLevel = new Candidates[8];
            for (int each = 0; each < byLevel.Length; each++)
            {
                byLevel[each] = Build(service, identifier, (Level)each);
            }

            _byPair[key] = byLevel;
        }

        return byLevel[(int)level];
    }

    /// <summary>Many pairs have the same rules, and share what was made of them.</summary>
    private Candidates Build(ReadOnlySpan<byte> service, ReadOnlySpan<byte> identifier, Level level)
    {
        List<int> found = [];
        for (int i = 0; i < _rules.Count; i++)
        {
            if (_rules[i].Match.HoldsFor(service, identifier, level))
            {
                found.Add(i);
            }
        }

        string key = string.Join(',', found);
        if (!_sets.TryGetValue(key, out Candidates? candidates))
        {
            if (_sets.Count >= MostPairs)
            {
                _sets.Clear();
            }

            candidates = new Candidates(_rules, [.. found]);
            _sets[key] = candidates;
        }

        return candidates;
    }
}
