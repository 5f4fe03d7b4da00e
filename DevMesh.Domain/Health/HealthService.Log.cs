using Microsoft.Extensions.Logging;

namespace DevMesh.Domain.Health;

public sealed partial class HealthService
{
    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The health check of {Dependency} failed")]
        public static partial void CheckFailed(ILogger logger, string dependency, Exception exception);
    }
}
