using DevMesh.Bench.Explain.Scenarios;
using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Nodes;
using DevMesh.Functions;
using DevMesh.Functions.MariaDb.Migrations;
using DevMesh.Functions.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Bench.Explain;

/// <summary>
/// The services of the app in this process over one database, into which scenarios are ingested one after the other, each
/// some days before the one that came before it. So none is in the past of another, and a template that two of them have was
/// first seen in the one that is looked at.
/// </summary>
internal sealed class ScenarioStore : IAsyncDisposable
{
    private const int Batch = 2000;

    /// <summary>Longer than a baseline reaches back: one scenario is not another's future either.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromDays(4);

    private readonly ServiceProvider _services;
    private readonly StoppedClock _clock;
    private DateTime _day = new(2026, 11, 24, 0, 0, 0, DateTimeKind.Utc);

    private ScenarioStore(ServiceProvider services, StoppedClock clock)
    {
        _services = services;
        _clock = clock;
    }

    /// <param name="connectionString">Of an empty database.</param>
    public static async Task<ScenarioStore> OpenAsync(string connectionString, CancellationToken ct)
    {
        StoppedClock clock = new();
        // The embedded embedder's vectors are as good with fewer numbers, and quicker to store.
        Dictionary<string, string> values = new() { ["MARIADB_CONNECTION"] = connectionString, ["EMBEDDING_DIM"] = "256" };
        ServiceProvider services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(clock)
            .AddDevMesh(SettingsReader.Read(values).Settings).BuildServiceProvider();
        await services.GetRequiredService<Migrator>().ApplyAsync(ct);
        return new ScenarioStore(services, clock);
    }

    /// <summary>Makes a pack with as many tokens as the settings say, or another number.</summary>
    public Task<EvidencePack> BuildAsync(IncidentQuestion question, CancellationToken ct, int? tokens = null) =>
        (tokens is null
            ? _services.GetRequiredService<EvidencePackBuilder>()
            : ActivatorUtilities.CreateInstance<EvidencePackBuilder>(_services, new PackOptions(tokens.Value)))
                .BuildAsync(question, ct);

    /// <summary>Stores a scenario's logs, and sets the clock to the time of its question.</summary>
    public async Task<(IncidentQuestion Question, IReadOnlyList<ScenarioLog> Planted)> StoreAsync(Scenario scenario,
        CancellationToken ct)
    {
        _day -= Apart;
        _clock.Now = _day + scenario.AskedAt;
        IngestService ingest = _services.GetRequiredService<IngestService>();
        ScenarioLogs logs = new(scenario, _day);
        List<ScenarioLog> planted = [];
        foreach (string node in scenario.Fleet.Keys)
        {
            foreach (ScenarioLog[] some in logs.Of(node).Chunk(Batch))
            {
                LogEntry[] entries = [.. some.Select((log, i) => new LogEntry(
                    log.Timestamp, log.Level, log.Service, log.Message, $"{scenario.Name} {log.Timestamp.Ticks} {i}",
                        Fields: null))];
                await ingest.IngestAsync(new IngestBatch(node, entries.Length, entries, []), ct);
                planted.AddRange(some.Where(log => log.Planted is not null));
            }
        }

        foreach ((TimeSpan since, TimeSpan until, string node) in scenario.Gaps)
        {
            JournalGap gap = new(new DateTimeOffset(_day + since), new DateTimeOffset(_day + until));
            await _services.GetRequiredService<IHeartbeatStore>().StoreAsync(
                node, new Heartbeat { Version = "0.1.0", Gaps = [gap] }, ct);
        }

        IncidentQuestion question = new(
            scenario.Question.Replace("{weekday}", _day.DayOfWeek.ToString(), StringComparison.Ordinal),
            scenario.Window is { } window ? _day + window.Since : null,
            scenario.Window is { } given ? _day + given.Until : null,
            scenario.Node,
            scenario.Service);
        return (question, planted);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>The time at which a scenario's question is asked. Waits and measured times are real.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public DateTime Now { get; set; }

        public override DateTimeOffset GetUtcNow() => new(Now, TimeSpan.Zero);
    }
}
