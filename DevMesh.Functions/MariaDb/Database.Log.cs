namespace DevMesh.Functions.MariaDb;

internal static partial class DatabaseLog
{
    [LoggerMessage(200, LogLevel.Information, "Attempt {Attempt} met trouble ({Trouble}) and is repeated: {Reason}")]
    public static partial void Repeated(this ILogger<Database> logger, int attempt, Trouble trouble, string reason);
}
