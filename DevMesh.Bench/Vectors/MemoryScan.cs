using System.Diagnostics;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Search;

namespace DevMesh.Bench.Vectors;

/// <summary>The scan of all vectors in this process, as search does it while they fit into memory.</summary>
internal sealed class MemoryScan(string model, int dimension, int count)
{
    private readonly VectorIndex _index = new(new EmbeddingModel(1, model, dimension, Served: true));
    private readonly float[] _scores = new float[count];

    public double MiB => _index.Bytes / (1024.0 * 1024.0);

    public void Add(int number, float[] vector) => _index.Add(number, vector);

    /// <returns>The nearest of each query, and the milliseconds that each took.</returns>
    public (IReadOnlyList<IEnumerable<int>> Found, IReadOnlyList<double> Milliseconds) Run(IReadOnlyList<float[]> queries, int nearest)
    {
        List<IEnumerable<int>> found = [];
        List<double> milliseconds = [];
        foreach (float[] query in queries)
        {
            long started = Stopwatch.GetTimestamp();
            _index.Score(query, [], _scores);
            found.Add(Best(nearest));
            milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return (found, milliseconds);
    }

    private int[] Best(int nearest)
    {
        PriorityQueue<int, float> best = new();
        for (int i = 0; i < _scores.Length; i++)
        {
            if (best.Count < nearest)
            {
                best.Enqueue(i, _scores[i]);
            }
            else if (best.TryPeek(out _, out float least) && _scores[i] > least)
            {
                best.DequeueEnqueue(i, _scores[i]);
            }
        }

        return [.. best.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)];
    }
}
