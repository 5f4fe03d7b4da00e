using System.Numerics.Tensors;

namespace DevMesh.Domain.Search;

/// <summary>Numbers of a vector as 8-bit integers that share one scale: value = integer · scale.</summary>
internal static class Quantizer
{
    public static float ScaleOf(ReadOnlySpan<float> vector) => Math.Abs(TensorPrimitives.MaxMagnitude(vector)) / sbyte.MaxValue;

    public static sbyte Quantize(float value, float scale) => scale == 0 ? (sbyte)0 : (sbyte)MathF.Round(value / scale);

    /// <returns>The scale.</returns>
    public static float Quantize(ReadOnlySpan<float> vector, Span<sbyte> target)
    {
        float scale = ScaleOf(vector);
        for (int i = 0; i < vector.Length; i++)
        {
            target[i] = Quantize(vector[i], scale);
        }

        return scale;
    }
}
