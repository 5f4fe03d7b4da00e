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
    private readonly Dictionary<byte[], int[][]> _pairs = new(ByteKeys.Comparer);
    private readonly Dictionary<byte[], int[][]>.AlternateLookup<ReadOnlySpan<byte>> _byPair;
    private readonly byte[] _key = new byte[LongestPair];

    public RuleIndex(IReadOnlyList<FilterRule> rules)
    {
        _rules = rules;
        _byPair = _pairs.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Pairs => _pairs.Count;

    /// <summary>Indexes of the rules whose conditions hold but for those on the message, first to last.</summary>
    public int[] Find(ReadOnlySpan<byte> service, ReadOnlySpan<byte> identifier, Level level)
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
        if (!_byPair.TryGetValue(key, out int[][]? byLevel))
        {
            byLevel = new int[8][];
            for (int each = 0; each < byLevel.Length; each++)
            {
                byLevel[each] = Build(service, identifier, (Level)each);
            }

            if (_pairs.Count >= MostPairs)
            {
                _pairs.Clear();
            }

            _byPair[key] = byLevel;
        }

        return byLevel[(int)level];
    }

    private int[] Build(ReadOnlySpan<byte> service, ReadOnlySpan<byte> identifier, Level level)
    {
        List<int> found = [];
        for (int i = 0; i < _rules.Count; i++)
        {
            if (_rules[i].Match.HoldsFor(service, identifier, level))
            {
                found.Add(i);
            }
        }

        return [.. found];
    }
}
