using System.Numerics.Tensors;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Search;

namespace DevMesh.Tests.Search;

public sealed class VectorIndexTests
{
    [Theory]
    [InlineData(64, 1.0)]
    [InlineData(100, 1.0)] // not a multiple of a register
    [InlineData(1024, 1.0)]
    [InlineData(4096, 0.05)] // mostly zeros
    [InlineData(100, 0.05)]
    public void Scores_are_the_cosines_of_an_exact_scan(int dimension, double filled)
    {
        Random random = new(dimension);
        VectorIndex index = new(new EmbeddingModel(1, "test", dimension, Served: true));
        float[][] vectors = [.. Enumerable.Range(0, 700).Select(_ => Unit(random, dimension, filled))];
        for (int i = 0; i < vectors.Length; i++)
        {
            index.Add(i, vectors[i]);
        }

        float[] query = Unit(random, dimension, filled);
        float[] scores = new float[vectors.Length];
        index.Score(query, [], scores);

        for (int i = 0; i < vectors.Length; i++)
        {
            Assert.Equal(TensorPrimitives.Dot<float>(query, vectors[i]), scores[i], 0.02f);
        }
    }

    [Fact]
    public void Slots_without_a_vector_score_nothing_and_a_second_vector_is_ignored()
    {
        VectorIndex index = new(new EmbeddingModel(1, "test", 64, Served: true));
        float[] one = Unit(new Random(1), 64, 1);
        index.Add(2, one);
        index.Add(2, Unit(new Random(2), 64, 1));
        index.Add(0, []);
        float[] scores = [9, 9, 9];
        index.Score(one, [], scores);
        Assert.Equal(1, index.Count);
        Assert.Equal([0, 0], scores[..2]);
        Assert.Equal(1, scores[2], 0.02f);
    }

    private static float[] Unit(Random random, int dimension, double filled)
    {
        float[] vector = [.. Enumerable.Range(0, dimension).Select(_ => random.NextDouble() < filled ? (float)random.NextDouble() - 0.5f : 0)];
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
        return vector;
    }
}
