using DevMesh.Domain.Search;
using DevMesh.Domain.Search.Values;
using DevMesh.Functions.MariaDb.Migrations;
using DevMesh.Functions.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Functions;

internal static class SearchRegistration
{
    public static IServiceCollection AddSearch(this IServiceCollection services, DevMeshSettings settings) =>
        services
            .AddSingleton(_ => new TemplateIndex(settings.SearchVectorMemory))
            .AddSingleton<TemplateIndexUpdater>()
            .AddSingleton<ValueLookup>()
            .AddSingleton<TemplateRanker>()
            .AddSingleton<TemplateSearch>()
            .AddSingleton<LogSearch>()
            .AddSingleton<IAfterMigration, SearchWarmUp>();

    /// <summary>Begins to fill the index; a search that comes before it is full waits for it.</summary>
    private sealed class SearchWarmUp(TemplateIndexUpdater updater) : IAfterMigration
    {
        public Task RunAsync(CancellationToken ct)
        {
            _ = updater.RefreshAsync(ct).ContinueWith(
                static load => load.Exception, // the next search loads again and tells its caller why it fails
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
            return Task.CompletedTask;
        }
    }
}
