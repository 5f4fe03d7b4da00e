using DevMesh.Domain.Embeddings;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Templates;
using DevMesh.Functions.Settings;
using Microsoft.Extensions.Hosting;

namespace DevMesh.Functions.Gateway;

/// <summary>Embeds what ingest put into the queue, batch by batch. What fails is left to the backfill.</summary>
internal sealed partial class EmbeddingWorker(
    EmbeddingQueue queue, TemplateEmbedder embedder, DevMeshSettings settings, TimeProvider clock, ILogger<EmbeddingWorker> logger)
    : BackgroundService
{
    /// <summary>After a failure, so that a gateway that is down is not asked for every template.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            IReadOnlyList<CreatedTemplate> batch = [];
            try
            {
                batch = await queue.TakeAsync(settings.EmbeddingBatchSize, stoppingToken);
                await embedder.EmbedAsync(batch, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (DevMeshException e)
            {
                Log.Failed(logger, batch.Count, e.Message);
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Templates} new templates are left to the backfill: {Reason}")]
        public static partial void Failed(ILogger logger, int templates, string reason);
    }
}
