using Microsoft.Extensions.Logging;

namespace DevMesh.Shipper.Shipping;

internal sealed partial class Delivery
{
    [LoggerMessage(1, LogLevel.Warning, "the server does not take logs now ({Reason}); trying again in {Seconds:0.0} s")]
    private static partial void LogRetry(ILogger log, string reason, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "{Count} entries were not taken together ({Reason}); sending them in two halves")]
    private static partial void LogHalved(ILogger log, int count, string reason);
}
