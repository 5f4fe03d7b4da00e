using DevMesh.Domain.Access;
using DevMesh.Domain.Errors;
using Microsoft.Extensions.Hosting;

namespace DevMesh.Functions.Access;

/// <summary>
/// Writes once a minute, and at the end, when keys were last used. What cannot be written is left out: it only informs.
/// </summary>
internal sealed partial class KeyUseWriter(KeyUse use, IKeyStore store, TimeProvider clock, ILogger<KeyUseWriter> logger)
    : BackgroundService
{
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await WriteAsync(stoppingToken);
        }
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        IReadOnlyCollection<KeyValuePair<string, DateTime>> used = use.Take();
        if (used.Count == 0)
        {
            return;
        }

        try
        {
            await store.NoteUseAsync(used, ct);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            Log.NotWritten(logger, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "When keys were last used could not be written: {Reason}")]
        public static partial void NotWritten(ILogger logger, string reason);
    }
}
