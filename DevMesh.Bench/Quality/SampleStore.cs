using System.Data.Common;
using DevMesh.Bench.Traffic;
using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Search;
using DevMesh.Functions;
using DevMesh.Functions.MariaDb;
using DevMesh.Functions.MariaDb.Migrations;
using DevMesh.Functions.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Bench.Quality;

/// <summary>The services of the app in this process, over an empty database into which the sample fleet's logs are ingested.</summary>
internal sealed class SampleStore : IAsyncDisposable
{
    private const int Entries = 4000;
    private const int Batch = 500;

    private readonly ServiceProvider _services;

    private SampleStore(ServiceProvider services) => _services = services;

    public TemplateRanker Ranker => _services.GetRequiredService<TemplateRanker>();

    public LogSearch LogSearch => _services.GetRequiredService<LogSearch>();

    /// <summary>The messages of each template.</summary>
    public IReadOnlyDictionary<long, string[]> Messages { get; private set; } = new Dictionary<long, string[]>();

    /// <param name="connectionString">Of an empty database.</param>
    /// <param name="settings">Others than the defaults, such as those of a gateway.</param>
    public static async Task<SampleStore> OpenAsync(
        string connectionString, IEnumerable<KeyValuePair<string, string>> settings, CancellationToken ct)
    {
        Dictionary<string, string> values = new(settings) { ["MARIADB_CONNECTION"] = connectionString };
        SampleStore store = new(new ServiceCollection().AddLogging().AddDevMesh(SettingsReader.Read(values).Settings).BuildServiceProvider());
        await store._services.GetRequiredService<Migrator>().ApplyAsync(ct);
        IngestService ingest = store._services.GetRequiredService<IngestService>();
        foreach (IGrouping<string, TrafficLog> node in Sample().GroupBy(log => log.Node))
        {
            foreach (TrafficLog[] some in node.Chunk(Batch))
            {
                LogEntry[] entries =
                    [.. some.Select(log => new LogEntry(log.Timestamp, log.Level, log.Service, log.Message, log.Cursor, log.Fields))];
                await ingest.IngestAsync(new IngestBatch(node.Key, entries.Length, entries, []), ct);
            }
        }

        store.Messages = await store.ReadMessagesAsync(ct);
        return store;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>The logs of the sample that ships with the project.</summary>
    private static IEnumerable<TrafficLog> Sample() =>
        new FleetTraffic(SampleCommand.Seed).Logs(SampleCommand.Start, SampleCommand.Length, Entries);

    private Task<IReadOnlyDictionary<long, string[]>> ReadMessagesAsync(CancellationToken ct) =>
        _services.GetRequiredService<Database>().RunAsync<IReadOnlyDictionary<long, string[]>>(
            async connection =>
            {
                List<(long Template, string Message)> rows = [];
                await using DbCommand command = connection.Command("SELECT DISTINCT template_id, message FROM log_events");
                await using DbDataReader reader = await command.ExecuteReaderAsync(ct);
                while (await reader.ReadAsync(ct))
                {
                    rows.Add((Convert.ToInt64(reader.GetValue(0)), reader.GetString(1)));
                }

                return rows.GroupBy(row => row.Template).ToDictionary(group => group.Key, group => group.Select(row => row.Message).ToArray());
            },
            ct);
}
