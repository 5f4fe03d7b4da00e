using System.CommandLine;
using DevMesh.Bench.Ingest;
using DevMesh.Bench.Running;
using DevMesh.Bench.Traffic;

namespace DevMesh.Bench.Search;

/// <summary>
/// <c>search</c>: how long /search/logs (also of one node, and of ten minutes), /search/templates and filtered /logs take over a
/// million logs with 50,000 templates, for one client and for eight; and how many of the nearest vectors are found. The
/// database is filled once through ingest and kept for the next run.
/// </summary>
internal static class SearchBench
{
    private const int Batch = 5000;
    private const int Senders = 4;

    private static readonly TimeSpan Length = TimeSpan.FromDays(7);

    public static Command Create()
    {
        Option<int> logs = new("--logs") { Description = "How many logs are stored.", DefaultValueFactory = _ => 1_000_000 };
        Option<int> kinds = new("--templates") { Description = "About how many templates they have.", DefaultValueFactory = _ => 50_000 };
        Option<int> queries = new("--queries") { Description = "How many different requests of each kind are sent.", DefaultValueFactory = _ => 200 };
        Option<bool> json = new("--json") { Description = "Print the figures as one JSON object in the last line, too." };
        Command command = new("search", "Search and filtered lists over many logs, one client and eight.") { logs, kinds, queries, json };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetValue(logs), parsed.GetValue(kinds), parsed.GetValue(queries), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(int logs, int kinds, int queries, bool json)
    {
        string database = await FilledAsync(logs, kinds);
        await using AppProcess app = await AppProcess.StartAsync(BenchServer.ConnectionTo(database));
        Questions questions = await Questions.AskedOfAsync(app.Http, queries * 2);
        Stored stored = await Stored.CountAsync(app.Http);
        Report report = new($"search: {stored.Logs:N0} logs, {stored.Templates:N0} templates, {queries} requests of each kind");
        foreach ((string what, string key, IReadOnlyList<string> paths) in new[]
        {
            ("/search/logs", "logs", questions.SearchLogs),
            ("/search/logs of a node", "node_filter", questions.SearchByNode),
            ("/search/logs of ten minutes", "time_filter", questions.SearchByTime),
            ("/search/templates", stored.Templates is > 45_000 and < 55_000 ? "templates_50k" : "templates", questions.SearchTemplates),
            ("/logs with filters", "filter", questions.FilteredLogs),
        })
        {
            // A server that runs has its pages in memory and its code compiled; as many other requests see to that.
            await app.ExplainAsync(http => Asking.RunAsync(http, [.. paths.Take(queries)], clients: 1));
            foreach (int clients in new[] { 1, 8 })
            {
                IReadOnlyList<double> latencies = await app.ExplainAsync(http => Asking.RunAsync(http, [.. paths.Skip(queries)], clients));
                report
                    .Add($"{what}, {Clients(clients)}, p50", $"{key}_p50_ms_{clients}", Percentile.Of(latencies, 50), "ms", 1)
                    .Add($"{what}, {Clients(clients)}, p95", $"{key}_p95_ms_{clients}", Percentile.Of(latencies, 95), "ms", 1);
            }
        }

        await VectorRecall.AddToAsync(report, database, questions.Texts);
        report.Print(json);
        return 0;
    }

    private static string Clients(int count) => count == 1 ? "one client" : $"{count} clients";

    /// <summary>The database with so many logs, filled through ingest unless an earlier run has.</summary>
    internal static async Task<string> FilledAsync(int logs, int kinds)
    {
        string database = $"devmesh_bench_search_{logs}_{kinds}";
        await FillAsync(database, logs, kinds);
        return database;
    }

    private static async Task FillAsync(string database, int logs, int kinds)
    {
        string done = Path.Combine(BenchServer.DataFolder, database + ".filled");
        if (File.Exists(done) && await BenchServer.ExistsAsync(database))
        {
            return;
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
    }
}
