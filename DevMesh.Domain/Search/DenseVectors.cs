using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DevMesh.Domain.Search;

/// <summary>
/// Vectors of a model, scanned whole for every query: 8 bits a number, in blocks, so that growing copies nothing. The scan is
/// bound by how fast memory is read, 4 KiB a vector at 4096 dimensions. Exact but for the rounding to 8 bits.
/// </summary>
internal sealed class DenseVectors(int dimension)
{
    private const int Lanes = 64; // bytes of the widest vector register; every row is a multiple of it, filled up with zeros
    private const int RowsPerBlock = 256;

    private readonly int _rowLength = (dimension + Lanes - 1) / Lanes * Lanes;
    private readonly List<sbyte[]> _blocks = [];
    private readonly GrowingList<int> _slots = new();
    private readonly GrowingList<float> _scales = new();

    public void Add(int slot, ReadOnlySpan<float> vector)
    {
        int row = _slots.Count % RowsPerBlock;
        if (row == 0)
        {
            _blocks.Add(new sbyte[RowsPerBlock * _rowLength]);
        }

        _scales.Add(Quantizer.Quantize(vector, _blocks[^1].AsSpan(row * _rowLength, dimension)));
        _slots.Add(slot);
    }

    /// <summary>Writes the cosine of each of its vectors that is a candidate into the place of its slot.</summary>
    /// <param name="candidates">Empty for all, else one entry per slot.</param>
    public void Score(ReadOnlySpan<float> query, ReadOnlySpan<bool> candidates, Span<float> scores)
    {
        if (_slots.Count == 0)
        {
            return;
        }

        Span<sbyte> quantized = new sbyte[_rowLength];
        float scale = Quantizer.Quantize(query, quantized[..query.Length]);
        Span<short> wide = new short[_rowLength]; // widened once for all rows
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = quantized[i];
        }

        ReadOnlySpan<int> slots = _slots.Items;
        ReadOnlySpan<float> scales = _scales.Items;
        for (int i = 0; i < slots.Length; i++)
        {
            if (candidates.IsEmpty || candidates[slots[i]])
            {
                ReadOnlySpan<sbyte> row = _blocks[i / RowsPerBlock].AsSpan(i % RowsPerBlock * _rowLength, _rowLength);
                scores[slots[i]] = Dot(row, wide) * scale * scales[i];
            }
        }
    }

    private static int Dot(ReadOnlySpan<sbyte> row, ReadOnlySpan<short> query)
    {
        ref sbyte left = ref MemoryMarshal.GetReference(row);
        ref short right = ref MemoryMarshal.GetReference(query);
        if (Avx2.IsSupported)
        {
            Vector256<int> first = default;
            Vector256<int> second = default;
            for (nuint i = 0; i < (nuint)row.Length; i += 32)
            {
                first += Avx2.MultiplyAddAdjacent(
                    Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref left, i)), Vector256.LoadUnsafe(ref right, i));
                second += Avx2.MultiplyAddAdjacent(
                    Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref left, i + 16)), Vector256.LoadUnsafe(ref right, i + 16));
            }

            return Vector256.Sum(first + second);
        }

        Vector128<int> sum = default;
        for (nuint i = 0; i < (nuint)row.Length; i += 16)
        {
            (Vector128<short> low, Vector128<short> high) = Vector128.Widen(Vector128.LoadUnsafe(ref left, i));
            // A product is at most 127 · 127, so two of them fit into 16 bits.
            Vector128<short> products = (low * Vector128.LoadUnsafe(ref right, i)) + (high * Vector128.LoadUnsafe(ref right, i + 8));
            (Vector128<int> lower, Vector128<int> upper) = Vector128.Widen(products);
            sum += lower + upper;
        }

        return Vector128.Sum(sum);
    }
}
