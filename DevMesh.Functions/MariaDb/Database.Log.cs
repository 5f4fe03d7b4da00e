namespace DevMesh.Functions.MariaDb;

internal static partial class DatabaseLog
{
    [LoggerMessage(200, LogLevel.Information, "Attempt {Attempt} lost a lock to another transaction and is repeated: {Reason}")]
    public static partial void Conflict(this ILogger<Database> logger, int attempt, string reason);
}
