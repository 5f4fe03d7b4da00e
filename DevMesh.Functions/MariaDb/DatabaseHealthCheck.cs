using System.Data.Common;
using Dapper;
using DevMesh.Domain.Health;

namespace DevMesh.Functions.MariaDb;

/// <summary>Whether the database answers, and is new enough to have vectors.</summary>
internal sealed class DatabaseHealthCheck(Database database) : IHealthCheck
{
    private static readonly Version Oldest = new(11, 8);

    public string Name => "database";

    public bool IsEssential => true;

    public async Task<HealthReport> CheckAsync(CancellationToken ct)
    {
        // Not through RunAsync: the database may be well while work on it is refused, which the schema's line tells.
        await using DbConnection connection = await database.OpenAsync(ct);
        string version = (await connection.ExecuteScalarAsync<string>(
            new CommandDefinition("SELECT VERSION()", cancellationToken: ct)))!;
        return Version.TryParse(version.Split('-')[0], out Version? number) && number >= Oldest
            ? new HealthReport(HealthStatus.Ok, $"MariaDB {number}")
            : new HealthReport(HealthStatus.Down, $"MariaDB {version}; accepted: {Oldest} or later");
    }
}
