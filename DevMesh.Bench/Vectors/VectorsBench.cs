using System.CommandLine;
using System.Data.Common;
using DevMesh.Bench.Running;
using DevMesh.Functions.MariaDb;

namespace DevMesh.Bench.Vectors;

/// <summary>
/// <c>vectors</c>: the nearest vectors by the scan in memory, and by MariaDB's vector index, which is asked for more and put
/// in order by exact distance. Recall is against an exact scan of the 32-bit numbers.
/// </summary>
internal static class VectorsBench
{
    private const string Database = "devmesh_bench_vectors";
    private const int Nearest = 10;

    // What search asks for, and less.
    private static readonly int[] Limits = [20, 100, 200, 400];

    public static Command Create()
    {
        Option<int> count = new("--count") { Description = "How many vectors.", DefaultValueFactory = _ => 500_000 };
        Option<int> dimension = new("--dim") { Description = "How long each is.", DefaultValueFactory = _ => 1024 };
        Option<int> queries = new("--queries") { Description = "How many queries.", DefaultValueFactory = _ => 100 };
        Option<int[]> links = new("--links") { Description = "M of the index, built anew for each; 0 leaves MariaDB out.", DefaultValueFactory = _ => [VectorIndexes.Links], AllowMultipleArgumentsPerToken = true };
        Option<bool> json = new("--json") { Description = "Print the figures as one JSON object in the last line, too." };
        Command command = new("vectors", "Nearest vectors in memory and in MariaDB: recall and time.") { count, dimension, queries, links, json };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetValue(count), parsed.GetValue(dimension), parsed.GetValue(queries), parsed.GetRequiredValue(links), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(int count, int dimension, int queryCount, int[] links, bool json)
    {
        ClusteredVectors vectors = new(dimension, count);
        float[][] queries = [.. Enumerable.Range(0, queryCount).Select(vectors.Query)];
        ExactNearest exact = new(queries, Nearest);
        MemoryScan memory = new("bench", dimension, count);
        Report report = new($"vectors: {count:N0} of {dimension} dimensions in clusters of {ClusteredVectors.PerCluster}, {queryCount} queries");
        await BenchServer.CreateAsync(Database);
        try
        {
            await using DbDataSource source = BenchServer.Open(Database);
            await using DbConnection connection = await source.OpenConnectionAsync();
            GraphTable table = new(connection);
            foreach (int m in links)
            {
                bool first = m == links[0];
                await table.CreateAsync(dimension);
                await FillAsync(vectors, count, async (number, vector) =>
                {
                    if (first)
                    {
                        exact.Add(number, vector);
                        memory.Add(number, vector);
                    }

                    if (m > 0)
                    {
                        await table.AddAsync(number, vector);
                    }
                });
                if (first)
                {
                    memory.Run(queries[..1], Nearest); // compiles it
                    (var scanned, var milliseconds) = memory.Run(queries, Nearest);
                    Add(report, "scan in memory", "memory", exact.Recall(scanned, vectors.Vector), milliseconds);
                    report.Add("scan in memory, memory", "memory_mib", memory.MiB, "MiB");
                }

                if (m > 0)
                {
                    await GraphAsync(report, table, exact, vectors, queries, m);
                }
            }
        }
        finally
        {
            await BenchServer.DropAsync(Database);
        }

        report.Print(json);
        return 0;
    }

    private static async Task GraphAsync(
        Report report, GraphTable table, ExactNearest exact, ClusteredVectors vectors, float[][] queries, int m)
    {
        Report.Progress($"building the vector index with M={m} ...");
        report.Add($"M={m}, built in", $"m{m}_build_s", await table.BuildAsync(m), "s", 1);
        report.Add($"M={m}, on disk", $"m{m}_disk_mib", BenchServer.MiBOnDisk(Database), "MiB");
        await table.RunAsync(queries, Limits[^1], Nearest); // fills the cache with the graph
        foreach (int limit in Limits)
        {
            (var found, var milliseconds) = await table.RunAsync(queries, limit, Nearest);
            Add(report, $"M={m}, {limit} asked for", $"m{m}_limit{limit}", exact.Recall(found, vectors.Vector), milliseconds);
        }
    }

    private static void Add(Report report, string what, string key, double recall, IReadOnlyList<double> milliseconds) => report
        .Add($"{what}, recall@{Nearest}", $"{key}_recall", recall, digits: 3)
        .Add($"{what}, p50", $"{key}_p50_ms", Percentile.Of(milliseconds, 50), "ms", 1)
        .Add($"{what}, p95", $"{key}_p95_ms", Percentile.Of(milliseconds, 95), "ms", 1);

    private static async Task FillAsync(ClusteredVectors vectors, int count, Func<int, float[], Task> take)
    {
        // Made by all cores, a chunk at a time: no more than a chunk is in memory.
        const int Chunk = 512;
        for (int start = 0; start < count; start += Chunk)
        {
            float[][] some = new float[Math.Min(Chunk, count - start)][];
            Parallel.For(0, some.Length, i => some[i] = vectors.Vector(start + i));
            for (int i = 0; i < some.Length; i++)
            {
                await take(start + i, some[i]);
            }

            if (start % (Chunk * 40) == 0)
            {
                Report.Progress($"{start:N0} of {count:N0} vectors");
            }
        }
    }
}
