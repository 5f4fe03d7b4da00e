using System.Data.Common;
using DevMesh.Domain.Access;
using DevMesh.Domain.Backfill;
using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Health;
using DevMesh.Domain.Incidents.Past;
using DevMesh.Domain.Ingestion;
using DevMesh.Domain.Logs;
using DevMesh.Domain.Nodes;
using DevMesh.Domain.Retention;
using DevMesh.Domain.Search;
using DevMesh.Domain.Search.Values;
using DevMesh.Domain.Stats;
using DevMesh.Domain.Takeover;
using DevMesh.Domain.Templates;
using DevMesh.Functions.MariaDb.Migrations;
using DevMesh.Functions.MariaDb.Takeover;
using DevMesh.Functions.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Functions.MariaDb;

internal static class MariaDbRegistration
{
    /// <summary>How long GET /logs?contains= reads before it answers what it has.</summary>
    private static readonly TimeSpan ScanLimit = TimeSpan.FromSeconds(2);

    /// <summary>How many batches are stored at once by one worker: measured, more only wait for each other.</summary>
    private const int WriterSessions = 4;

    /// <summary>Names the database that queries go through, with connections of their own.</summary>
    private const string QueriesKey = "queries";

    public static IServiceCollection AddMariaDb(this IServiceCollection services, DevMeshSettings settings) =>
        services
            .AddSingleton<DbDataSource>(_ => Driver.CreateDataSource(settings.MariaDbConnection))
            .AddSingleton(provider => new Database(
                provider.GetRequiredService<DbDataSource>(), provider.GetRequiredService<ILogger<Database>>()))
            .AddKeyedSingleton(QueriesKey, (provider, _) => Queries(provider, settings))
            .AddSingleton<IReadOnlyList<Migration>>(_ => Migration.All)
            .AddSingleton<Migrator>()
            .AddSingleton<SchemaStartup>()
            .AddHostedService(provider => provider.GetRequiredService<SchemaStartup>())
            .AddSingleton<IHealthCheck, DatabaseHealthCheck>()
            .AddSingleton<IHealthCheck>(provider => provider.GetRequiredService<SchemaStartup>())
            .AddSingleton(provider => new LogWriterSessions(provider.GetRequiredService<Database>(), WriterSessions))
            .AddSingleton<ILogWriter, LogWriter>()
            .AddQueries<ILogReader, LogReader>(new LogReaderOptions(ScanLimit, settings.QueryMaxPageBytes))
            .AddSingleton<ITemplateStore, TemplateStore>()
            .AddQueries<ITemplateReader, TemplateReader>()
            .AddQueries<ITemplateSource, TemplateSource>()
            .AddSingleton<IVectorStore, VectorStore>()
            .AddQueries<IValueSearch, ValueSearch>()
            .AddQueries<IVectorSearch, VectorSearch>()
            .AddSingleton<VectorIndexes>()
            .AddSingleton<IRunLock, RunLock>()
            .AddQueries<INodeReader, NodeReader>()
            .AddSingleton<IHeartbeatStore, HeartbeatStore>()
            .AddSingleton<ITimerRuns, TimerRuns>()
            .AddSingleton<IBackfillCursors, BackfillCursors>()
            .AddSingleton<ILogTemplates, LogTemplates>()
            .AddSingleton<IValueFill, ValueFill>()
            .AddSingleton<ILogVectorStore, LogVectorStore>()
            .AddSingleton<IEmbeddingModels, EmbeddingModels>()
            .AddSingleton<IActivityAudit, ActivityAudit>()
            .AddSingleton<ILogExpiry, LogExpiry>()
            .AddQueries<IIncidentStore, IncidentStore>()
            .AddSingleton<IKeyStore, KeyStore>()
            .AddSingleton<IOldTables, OldTables>()
            .AddSingleton<IOldRows, OldRows>()
            .AddSingleton<ITakenLogs, TakenLogs>()
            .AddQueries<IStatsReader, StatsReader>();

    /// <summary>Registers what answers queries: its database is the lane of queries.</summary>
    public static IServiceCollection AddQueries<TPort, TReader>(this IServiceCollection services, params object[] more)
        where TPort : class
        where TReader : class, TPort =>
        services.AddSingleton<TPort>(provider => ActivatorUtilities.CreateInstance<TReader>(
            provider, [provider.GetRequiredKeyedService<Database>(QueriesKey), .. more]));

    private static Database Queries(IServiceProvider provider, DevMeshSettings settings)
    {
        QueryLaneOptions lane = new(settings.QueryConcurrency, settings.QueryTimeout);
        return new Database(
            Driver.CreateDataSource(settings.MariaDbConnection, lane),
            provider.GetRequiredService<ILogger<Database>>(),
            new QueryLane(lane),
            provider.GetRequiredService<Database>());
    }
}
