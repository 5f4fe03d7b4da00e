namespace DevMesh.Functions.MariaDb.Migrations;

internal static partial class MigratorLog
{
    [LoggerMessage(210, LogLevel.Information, "Migration {Name} applied")]
    public static partial void Applied(this ILogger<Migrator> logger, string name);
}
