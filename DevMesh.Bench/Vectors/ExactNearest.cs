using System.Numerics.Tensors;

namespace DevMesh.Bench.Vectors;

/// <summary>The truly nearest vectors of some queries, from vectors that pass by once: none of them is kept.</summary>
internal sealed class ExactNearest(IReadOnlyList<float[]> queries, int count)
{
    private const float Rounding = 1e-6f;

    private readonly PriorityQueue<int, float>[] _nearest = [.. queries.Select(_ => new PriorityQueue<int, float>())];

    public void Add(int number, float[] vector)
    {
        for (int i = 0; i < _nearest.Length; i++)
        {
            float cosine = TensorPrimitives.Dot<float>(queries[i], vector);
            if (_nearest[i].Count < count)
            {
                _nearest[i].Enqueue(number, cosine);
            }
            else
            {
                _nearest[i].EnqueueDequeue(number, cosine);
            }
        }
    }

    /// <summary>The share of the nearest that was found, over all queries. What is as near as the last of them is one of them.</summary>
    /// <param name="found">For each query the numbers that were found, nearest first.</param>
    public double Recall(IReadOnlyList<IEnumerable<int>> found, Func<int, float[]> vectorOf)
    {
        int hits = 0;
        for (int i = 0; i < _nearest.Length; i++)
        {
            _nearest[i].TryPeek(out _, out float least);
            hits += found[i].Take(count).Count(number => TensorPrimitives.Dot<float>(queries[i], vectorOf(number)) >= least - Rounding);
        }

        return (double)hits / _nearest.Sum(nearest => nearest.Count);
    }
}
