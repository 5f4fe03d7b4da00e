using System.Data.Common;
using Dapper;
using DevMesh.Bench.Running;
using DevMesh.Bench.Vectors;
using DevMesh.Domain.Embeddings;

namespace DevMesh.Bench.Search;

/// <summary>
/// How many of the ten nearest vectors the scan in memory finds, and how long it takes: over the stored templates with the
/// lexical embedder, whose vectors are mostly zeros, and over as many vectors of <see cref="ClusteredVectors"/>.
/// </summary>
internal static class VectorRecall
{
    private const int Nearest = 10;
    private const int MostQueries = 100;
    private const int Page = 1000;

    public static async Task AddToAsync(Report report, string database, IReadOnlyList<string> questions)
    {
        string[] texts = await TextsAsync(database);
        LexicalEmbedder lexical = new();
        string[] asked = [.. questions.Take(MostQueries)];
        double first = Measure(
            report, "lexical", texts.Length, number => lexical.Embed(texts[number]), [.. asked.Select(question => lexical.Embed(question))]);
        ClusteredVectors clustered = new(LexicalEmbedder.DefaultDimension, texts.Length);
        double second = Measure(
            report, "clustered", texts.Length, clustered.Vector, [.. Enumerable.Range(0, asked.Length).Select(clustered.Query)]);
        report.Add($"recall@{Nearest}, the lower of the two", "recall_at_10", Math.Min(first, second), digits: 3);
    }

    private static double Measure(Report report, string kind, int count, Func<int, float[]> vectorOf, float[][] queries)
    {
        Report.Progress($"recall over {count:N0} {kind} vectors ...");
        ExactNearest exact = new(queries, Nearest);
        MemoryScan scan = new(kind, LexicalEmbedder.DefaultDimension, count);
        for (int i = 0; i < count; i++)
        {
            float[] vector = vectorOf(i);
            exact.Add(i, vector);
            scan.Add(i, vector);
        }

        scan.Run(queries[..1], Nearest); // compiles it
        (IReadOnlyList<IEnumerable<int>> found, IReadOnlyList<double> milliseconds) = scan.Run(queries, Nearest);
        double recall = exact.Recall(found, vectorOf);
        report
            .Add($"{kind} vectors, recall@{Nearest}", $"recall_at_10_{kind}", recall, digits: 3)
            .Add($"{kind} vectors, scan alone, p95", $"scan_{kind}_p95_ms", Percentile.Of(milliseconds, 95), "ms", 1)
            .Add($"{kind} vectors, memory", $"memory_{kind}_mib", scan.MiB, "MiB");
        return recall;
    }

    private static async Task<string[]> TextsAsync(string database)
    {
        await using DbDataSource source = BenchServer.Open(database);
        await using DbConnection connection = await source.OpenConnectionAsync();
        List<(ulong Id, string Text)> texts = [];
        while (true)
        {
            (ulong, string)[] page = [.. await connection.QueryAsync<(ulong, string)>(
                "SELECT id, canonical_text FROM log_templates WHERE id > @after ORDER BY id LIMIT @Page",
                new { after = texts.Count == 0 ? 0 : texts[^1].Id, Page })];
            if (page.Length == 0)
            {
                return [.. texts.Select(row => row.Text)];
            }

            texts.AddRange(page);
        }
    }
}
