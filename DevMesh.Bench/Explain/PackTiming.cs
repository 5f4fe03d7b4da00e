using System.Data.Common;
using System.Diagnostics;
using DevMesh.Bench.Running;
using DevMesh.Bench.Traffic;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Functions;
using DevMesh.Functions.MariaDb;
using DevMesh.Functions.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Bench.Explain;

/// <summary>How long the pack of a one-hour window takes over many logs.</summary>
internal static class PackTiming
{
    private const int Packs = 20;
    private const int WarmUps = 2;

    private static readonly string[] Questions =
    [
        "why did {0} stop answering?", "what happened to docker on {0}?", "were there failed logins?", "is the database slow?",
            "what went wrong?",
    ];

    public static async Task AddToAsync(Report report, string database, int logs, CancellationToken ct)
    {
        Dictionary<string, string> values = new() { ["MARIADB_CONNECTION"] = BenchServer.ConnectionTo(database) };
        await using ServiceProvider services =
            new ServiceCollection().AddLogging().AddDevMesh(SettingsReader.Read(values).Settings).BuildServiceProvider();
        EvidencePackBuilder builder = services.GetRequiredService<EvidencePackBuilder>();
        DateTime newest = await NewestAsync(services.GetRequiredService<Database>(), ct);
        List<double> took = [];
        int largest = 0;
        for (int i = 0; i < WarmUps + Packs; i++)
        {
            // Windows spread over the days that are stored, each after a day or more of baseline.
            DateTime until = newest - TimeSpan.FromMinutes(171 * i);
            string text = string.Format(Questions[i % Questions.Length], FleetTraffic.Nodes[i % FleetTraffic.Nodes.Count]);
            long started = Stopwatch.GetTimestamp();
            EvidencePack pack = await builder.BuildAsync(new IncidentQuestion(text, until.AddHours(-1), until), ct);
            if (i >= WarmUps)
            {
                took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                largest = Math.Max(largest, pack.Budget.Used);
            }
        }

        string key = logs == 1_000_000 ? "pack_ms_1m" : "pack_ms";
        report.Add($"a pack of one hour of {logs:N0} logs, p95 of {Packs}", key, Percentile.Of(took, 95), "ms", 1)
            .Add("  p50", $"{key}_p50", Percentile.Of(took, 50), "ms", 1)
            .Add("  the largest pack", "pack_tokens", largest, "tokens");
    }

    private static Task<DateTime> NewestAsync(Database database, CancellationToken ct) =>
        database.RunAsync(
            async connection =>
            {
                await using DbCommand command = connection.Command("SELECT MAX(timestamp) FROM log_events");
                return DateTime.SpecifyKind((DateTime)(await command.ExecuteScalarAsync(ct))!, DateTimeKind.Utc);
            },
            ct);
}
