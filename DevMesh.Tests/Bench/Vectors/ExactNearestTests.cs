using System.Numerics.Tensors;
using DevMesh.Bench.Vectors;

namespace DevMesh.Tests.Bench.Vectors;

public sealed class ExactNearestTests
{
    private const int Dimension = 32;
    private const int Count = 400;

    private readonly ClusteredVectors _vectors = new(Dimension, Count);

    [Fact]
    public void Recall_is_the_share_of_the_nearest_that_was_found()
    {
        float[][] queries = [_vectors.Query(1), _vectors.Query(2)];
        ExactNearest exact = new(queries, count: 10);
        MemoryScan scan = new("test", Dimension, Count);
        for (int i = 0; i < Count; i++)
        {
            exact.Add(i, _vectors.Vector(i));
            scan.Add(i, _vectors.Vector(i));
        }

        int[][] sorted = [.. queries.Select(query => Enumerable.Range(0, Count)
            .OrderByDescending(i => TensorPrimitives.Dot<float>(query, _vectors.Vector(i))).ToArray())];
        Assert.Equal(1, exact.Recall([sorted[0], sorted[1]], _vectors.Vector));
        Assert.Equal(0.5, exact.Recall([sorted[0], sorted[1][10..]], _vectors.Vector));
        Assert.Equal(0.75, exact.Recall([sorted[0], sorted[1][5..]], _vectors.Vector));
        Assert.InRange(exact.Recall(scan.Run(queries, 10).Found, _vectors.Vector), 0.9, 1);
    }

    [Fact]
    public void Vectors_are_of_length_1_the_same_each_time_and_nearer_within_a_cluster()
    {
        float[] first = _vectors.Vector(0);
        Assert.Equal(1, TensorPrimitives.Norm<float>(first), 0.0001f);
        Assert.Equal(first, new ClusteredVectors(Dimension, Count).Vector(0));
        double Mean(int start) => Enumerable.Range(start, 20).Average(i => TensorPrimitives.Dot<float>(first, _vectors.Vector(i)));
        Assert.InRange(Mean(1), Mean(100) + 0.1, 1);
    }
}
