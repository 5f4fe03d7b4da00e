using DevMesh.Bench.Ingest;
using DevMesh.Bench.Running;
using DevMesh.Bench.Traffic;

namespace DevMesh.Bench.Search;

/// <summary>A database of a week of fleet traffic, filled once through ingest and kept for the next run.</summary>
internal static class SearchDatabase
{
    private const int Batch = 5000;
    private const int Senders = 4;

    private static readonly TimeSpan Length = TimeSpan.FromDays(7);

    /// <summary>Fills it unless an earlier run has.</summary>
    /// <param name="kinds">About how many templates the logs have.</param>
    /// <returns>Its name.</returns>
    public static async Task<string> FillAsync(int logs, int kinds)
    {
        string database = $"devmesh_bench_search_{logs}_{kinds}";
        string done = Path.Combine(BenchServer.DataFolder, database + ".filled");
        if (File.Exists(done) && await BenchServer.ExistsAsync(database))
        {
            return database;
        }

        await BenchServer.CreateAsync(database);
        await using AppProcess app = await AppProcess.StartAsync(BenchServer.ConnectionTo(database));
        int batches = 0;
        foreach (byte[][] some in BatchFile.Read(logs, kinds, Batch, Length).Chunk(20))
        {
            await app.ExplainAsync(http => Sending.RunAsync(http, some, Senders));
            batches += some.Length;
            Report.Progress($"stored about {Math.Min((long)batches * Batch, logs):N0} of {logs:N0} logs, kept for the next run");
        }

        await File.WriteAllTextAsync(done, "");
        return database;
    }
}
