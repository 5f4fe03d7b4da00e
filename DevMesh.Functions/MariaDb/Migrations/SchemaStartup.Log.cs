namespace DevMesh.Functions.MariaDb.Migrations;

internal static partial class SchemaStartupLog
{
    [LoggerMessage(211, LogLevel.Critical, "The schema cannot be used: {Reason}")]
    public static partial void SchemaRefused(this ILogger<SchemaStartup> logger, string reason);

    [LoggerMessage(212, LogLevel.Warning, "The database is not ready, trying again: {Reason}")]
    public static partial void DatabaseNotReady(this ILogger<SchemaStartup> logger, string reason);
}
