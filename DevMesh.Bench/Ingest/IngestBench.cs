using System.CommandLine;
using System.Data.Common;
using System.Diagnostics;
using Dapper;
using DevMesh.Bench.Running;
using DevMesh.Bench.Traffic;

namespace DevMesh.Bench.Ingest;

/// <summary>
/// <c>ingest</c>: from POST to stored, through HTTP, the app a process of its own. In the same run, and in turns with it, a
/// bare LOAD DATA of the same rows with all their columns computed, into an empty table with the same keys.
/// </summary>
internal static class IngestBench
{
    private const string Database = "devmesh_bench_ingest";
    private const int Kinds = 2000;
    private const int WarmUpBatches = 40;

    private static readonly TimeSpan Length = TimeSpan.FromHours(6);

    public static Command Create()
    {
        Option<int> logs = new("--logs") { Description = "How many logs are sent in a round.", DefaultValueFactory = _ => 200_000 };
        Option<int> batch = new("--batch") { Description = "How many logs a batch has.", DefaultValueFactory = _ => 1000 };
        Option<int> senders = new("--senders") { Description = "How many senders send at once.", DefaultValueFactory = _ => 8 };
        Option<int> rounds = new("--rounds") { Description = "How often both are measured; the median counts.", DefaultValueFactory = _ => 3 };
        Option<bool> json = new("--json") { Description = "Print the figures as one JSON object in the last line, too." };
        Command command = new("ingest", "POST to stored, beside a bare LOAD DATA of the same rows.") { logs, batch, senders, rounds, json };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetValue(logs), parsed.GetValue(batch), parsed.GetValue(senders), parsed.GetValue(rounds), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(int logs, int batch, int senders, int rounds, bool json)
    {
        byte[][] bodies = [.. BatchFile.Read(logs, Kinds, batch, Length)];
        await BenchServer.CreateAsync(Database);
        await using AppProcess app = await AppProcess.StartAsync(BenchServer.ConnectionTo(Database));
        await using DbDataSource source = BenchServer.Open(Database);
        await using DbConnection connection = await source.OpenConnectionAsync();

        // An app that runs is warm: it has compiled what it needs and knows most templates. Warming up is not measured.
        await app.ExplainAsync(http => Sending.RunAsync(http, bodies[..Math.Min(WarmUpBatches, bodies.Length)], senders));
        List<Round> measured = [];
        for (int i = 0; i < rounds; i++)
        {
            await EmptyAsync(connection);
            Report.Progress($"round {i + 1} of {rounds}: {bodies.Length} batches from {senders} senders, then LOAD DATA ...");
            TimeSpan cpu = app.CpuTime;
            TimeSpan server = BenchServer.CpuTime;
            Sending sent = await app.ExplainAsync(http => Sending.RunAsync(http, bodies, senders));
            cpu = app.CpuTime - cpu;
            server = BenchServer.CpuTime - server;
            long stored = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM log_events");
            double load = await BareLoad.RunAsync(connection);
            measured.Add(new Round(
                stored / sent.Elapsed.TotalSeconds, stored / load, sent.Latencies, cpu.TotalMicroseconds / stored, server.TotalMicroseconds / stored, stored));
        }

        Round median = measured.OrderBy(round => round.Ratio).ElementAt(rounds / 2);
        new Report($"ingest: {median.Stored:N0} logs in batches of {batch}, {senders} senders, median of {rounds} rounds")
            .Add("logs stored through HTTP", "logs_per_s", median.LogsPerSecond, "logs/s")
            .Add("bare LOAD DATA of the same rows", "load_data_per_s", median.LoadPerSecond, "logs/s")
            .Add("ratio", "ratio", median.Ratio, digits: 2)
            .Add("a batch, p50", "p50_ms", Percentile.Of(median.Latencies, 50), "ms")
            .Add("a batch, p99", "p99_ms", Percentile.Of(median.Latencies, 99), "ms")
            .Add("CPU of the app per log", "app_cpu_us_per_log", median.AppMicrosecondsPerLog, "us", digits: 1)
            .Add("CPU of the database per log", "db_cpu_us_per_log", median.DatabaseMicrosecondsPerLog, "us", digits: 1)
            .Print(json);
        return 0;
    }

    private static async Task EmptyAsync(DbConnection connection)
    {
        await connection.ExecuteAsync("TRUNCATE TABLE log_events");
        await connection.ExecuteAsync("TRUNCATE TABLE log_values");
        await connection.ExecuteAsync("TRUNCATE TABLE template_activity");
    }

    private sealed record Round(
        double LogsPerSecond,
        double LoadPerSecond,
        IReadOnlyList<double> Latencies,
        double AppMicrosecondsPerLog,
        double DatabaseMicrosecondsPerLog,
        long Stored)
    {
        public double Ratio => LogsPerSecond / LoadPerSecond;
    }
}
