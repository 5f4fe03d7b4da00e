using System.Runtime.InteropServices;

namespace DevMesh.Domain.Search;

/// <summary>
/// Vectors that are mostly zeros, as those of the lexical embedder: for each dimension the slots that are not zero there, so
/// that a query only reads the dimensions it has. Exact but for the rounding of each value to 8 bits.
/// </summary>
internal sealed class SparseVectors(int dimension)
{
    private const int MaxSlots = 1 << 24;

    private readonly GrowingList<uint>[] _entries = new GrowingList<uint>[dimension]; // slot and value, packed
    private readonly GrowingList<SlotScale> _scales = new();

    public void Add(int slot, ReadOnlySpan<float> vector)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, MaxSlots);
        float scale = Quantizer.ScaleOf(vector);
        _scales.Add(new SlotScale(slot, scale));
        for (int i = 0; i < vector.Length; i++)
        {
            sbyte value = Quantizer.Quantize(vector[i], scale);
            if (value != 0)
            {
                (_entries[i] ??= new GrowingList<uint>()).Add(((uint)slot << 8) | (byte)value);
            }
        }
    }

    /// <summary>Writes the cosine of each of its vectors into the place of its slot.</summary>
    public void Score(ReadOnlySpan<float> query, Span<float> scores)
    {
        for (int i = 0; i < query.Length; i++)
        {
            float weight = query[i];
            if (weight == 0 || _entries[i] is not { } entries)
            {
                continue;
            }

            foreach (uint entry in entries.Items)
            {
                scores[(int)(entry >> 8)] += weight * (sbyte)entry;
            }
        }

        foreach (SlotScale each in _scales.Items)
        {
            scores[each.Slot] *= each.Scale;
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct SlotScale(int Slot, float Scale);
}
