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

    public static IServiceCollection AddMariaDb(this IServiceCollection services, DevMeshSettings settings) =>
        services
            .AddSingleton<DbDataSource>(_ => Driver.CreateDataSource(settings.MariaDbConnection))
            .AddSingleton<Database>()
            .AddSingleton<IReadOnlyList<Migration>>(_ => Migration.All)
            .AddSingleton<Migrator>()
            .AddSingleton<SchemaStartup>()
            .AddHostedService(provider => provider.GetRequiredService<SchemaStartup>())
            .AddSingleton<IHealthCheck, DatabaseHealthCheck>()
            .AddSingleton<IHealthCheck>(provider => provider.GetRequiredService<SchemaStartup>())
            .AddSingleton(provider => new LogWriterSessions(provider.GetRequiredService<Database>(), WriterSessions))
            .AddSingleton<ILogWriter, LogWriter>()
            .AddSingleton<ILogReader>(provider => ActivatorUtilities.CreateInstance<LogReader>(provider, ScanLimit))
            .AddSingleton<ITemplateStore, TemplateStore>()
            .AddSingleton<ITemplateReader, TemplateReader>()
            .AddSingleton<ITemplateSource, TemplateSource>()
            .AddSingleton<IVectorStore, VectorStore>()
            .AddSingleton<IValueSearch, ValueSearch>()
            .AddSingleton<IVectorSearch, VectorSearch>()
            .AddSingleton<VectorIndexes>()
            .AddSingleton<IRunLock, RunLock>()
            .AddSingleton<INodeReader, NodeReader>()
            .AddSingleton<IHeartbeatStore, HeartbeatStore>()
            .AddSingleton<ITimerRuns, TimerRuns>()
            .AddSingleton<IBackfillCursors, BackfillCursors>()
            .AddSingleton<ILogTemplates, LogTemplates>()
            .AddSingleton<IValueFill, ValueFill>()
            .AddSingleton<ILogVectorStore, LogVectorStore>()
            .AddSingleton<IEmbeddingModels, EmbeddingModels>()
            .AddSingleton<IActivityAudit, ActivityAudit>()
            .AddSingleton<ILogExpiry, LogExpiry>()
            .AddSingleton<IIncidentStore, IncidentStore>()
            .AddSingleton<IKeyStore, KeyStore>()
            .AddSingleton<IOldTables, OldTables>()
            .AddSingleton<IOldRows, OldRows>()
            .AddSingleton<ITakenLogs, TakenLogs>()
            .AddSingleton<IStatsReader, StatsReader>();
}
