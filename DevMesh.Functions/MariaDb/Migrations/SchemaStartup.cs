using System.Data.Common;
using DevMesh.Domain.Health;
using DevMesh.Domain.Logs;
using Microsoft.Extensions.Hosting;

namespace DevMesh.Functions.MariaDb.Migrations;

/// <summary>
/// Brings the schema up to date when the app starts, and tells GET /health how that went. A database that does not answer yet
/// is waited for; a schema that must not be touched is not touched: requests that need it are answered 503, so that shippers
/// wait, until the app is restarted.
/// </summary>
internal sealed class SchemaStartup(
    Migrator migrator, Database database, IEnumerable<IAfterMigration> next, TimeProvider clock, ILogger<SchemaStartup> logger)
    : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private volatile HealthReport _report = new(HealthStatus.Down, "migrations have not run yet");

    public string Name => "schema";

    public bool IsEssential => true;

    public Task<HealthReport> CheckAsync(CancellationToken ct) => Task.FromResult(_report);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await migrator.ApplyAsync(stoppingToken);
                foreach (IAfterMigration step in next)
                {
                    await step.RunAsync(stoppingToken);
                }

                _report = new HealthReport(HealthStatus.Ok, $"migration {Migration.All[^1].Name} is the newest");
                return;
            }
            catch (SchemaException e)
            {
                database.Refuse("the schema of the database is not one that this program may use; GET /health says why");
                logger.SchemaRefused(Printable.Of(e.Message));
                _report = new HealthReport(HealthStatus.Down, e.Message);
                return;
            }
            catch (Exception e) when (e is DbException or IOException or Domain.Errors.StoreUnavailableException
                || Driver.IsBroken(e))
            {
                logger.DatabaseNotReady(Printable.Of(e.Message));
                _report = new HealthReport(HealthStatus.Down, "waiting for the database");
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

/// <summary>Something that is done at start once the schema is there, such as filling a cache.</summary>
internal interface IAfterMigration
{
    Task RunAsync(CancellationToken ct);
}
