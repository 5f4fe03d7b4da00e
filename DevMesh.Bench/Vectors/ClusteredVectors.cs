using System.Numerics.Tensors;
using DevMesh.Bench.Traffic;

namespace DevMesh.Bench.Vectors;

/// <summary>
/// Vectors as an embedding model gives them for templates: groups of about <see cref="PerCluster"/> around a middle of their
/// own, the middles themselves around a common one, as real models' are. Vector n is the same in every run. Numbers are drawn
/// from a normal distribution (Box and Muller, 1958), the mixture is middle + <see cref="Spread"/> · noise, brought to length 1.
/// </summary>
internal sealed class ClusteredVectors(int dimension, int count)
{
    public const int PerCluster = 25;
    public const float Spread = 0.8f;
    private const float Common = 0.5f;

    private readonly float[] _common = Normal(Dice.Seed(dimension, "common"), dimension);

    public float[] Vector(int number) => Make(number / PerCluster, Dice.Seed(number, "vector"));

    /// <summary>A query near to one of the groups, but none of the vectors.</summary>
    public float[] Query(int number) =>
        Make((int)(Dice.Seed(number, "cluster") % (ulong)Math.Max(1, count / PerCluster)), Dice.Seed(number, "query"));

    private float[] Make(int cluster, ulong seed)
    {
        float[] vector = Normal(Dice.Seed(cluster, "middle"), dimension);
        TensorPrimitives.MultiplyAdd(_common, Common, vector, vector);
        TensorPrimitives.MultiplyAdd(Normal(seed, dimension), Spread, vector, vector);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }

    private static float[] Normal(ulong seed, int dimension)
    {
        Dice dice = new(seed);
        float[] values = new float[dimension];
        for (int i = 0; i < dimension; i += 2)
        {
            float radius = (float)Math.Sqrt(-2 * Math.Log(1 - dice.Fraction()));
            (float sine, float cosine) = MathF.SinCos(2 * MathF.PI * (float)dice.Fraction());
            values[i] = radius * cosine;
            if (i + 1 < dimension)
            {
                values[i + 1] = radius * sine;
            }
        }

        return values;
    }
}
