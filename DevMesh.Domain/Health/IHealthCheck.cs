namespace DevMesh.Domain.Health;

/// <summary>How well something that the server depends on works, from good to bad.</summary>
public enum HealthStatus
{
    Ok,

    /// <summary>It does less than it should, and what matters most goes on.</summary>
    Degraded,

    Down,
}

/// <summary>What a check found.</summary>
/// <param name="Detail">One line for a reader who knows the system; no addresses, names of accounts or secrets.</param>
public sealed record HealthReport(HealthStatus Status, string Detail);

/// <summary>Port: one thing that the server depends on. Register each implementation as a service of this type.</summary>
public interface IHealthCheck
{
    /// <summary>The dependency's name in GET /health: database, schema, gateway.</summary>
    string Name { get; }

    /// <summary>Whether the server is down without it. Without any other one it is only degraded.</summary>
    bool IsEssential { get; }

    /// <summary>Looks once. May throw or hang: that counts as down.</summary>
    Task<HealthReport> CheckAsync(CancellationToken ct);
}
