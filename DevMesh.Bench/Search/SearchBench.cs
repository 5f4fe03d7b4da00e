using System.CommandLine;
using DevMesh.Bench.Running;

namespace DevMesh.Bench.Search;

/// <summary>
/// <c>search</c>: how long /search/logs (also of one node, and of ten minutes), /search/templates and filtered /logs take over a
/// million logs with 50,000 templates, for one client and for eight; and how many of the nearest vectors are found. The
/// database is filled once through ingest and kept for the next run.
/// </summary>
internal static class SearchBench
{
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
        string database = await SearchDatabase.FillAsync(logs, kinds);
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
}
