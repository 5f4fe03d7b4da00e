using DevMesh.Domain.Errors;

namespace DevMesh.Domain.Takeover;

/// <summary>Port: reading the tables of the old platform.</summary>
/// <exception cref="StoreUnavailableException">From every method, when the database cannot be used now.</exception>
public interface IOldRows
{
    /// <summary>How many logs have a larger key; null counts all.</summary>
    Task<long> CountAsync(TakeoverPlan plan, long? after, CancellationToken ct);

    /// <summary>The next logs by key; null begins with the first.</summary>
    Task<IReadOnlyList<OldRow>> ReadAsync(TakeoverPlan plan, long? after, int limit, CancellationToken ct);

    /// <summary>All logs, in any order.</summary>
    IAsyncEnumerable<OldRow> ReadAllAsync(TakeoverPlan plan, CancellationToken ct);

    /// <summary>All templates.</summary>
    IAsyncEnumerable<OldTemplate> TemplatesAsync(TakeoverPlan plan, CancellationToken ct);

    /// <summary>When the logs of each template were first and last logged, as their table writes times.</summary>
    IAsyncEnumerable<(string Template, string? First, string? Last)> SeenAsync(TakeoverPlan plan, CancellationToken ct);

    /// <summary>Vectors of templates that are of the settings' model and length, scaled to the length 1 (Euclidean).</summary>
    IAsyncEnumerable<(string Template, float[] Vector)> TemplateVectorsAsync(TakeoverPlan plan, CancellationToken ct);

    /// <summary>What vectors there are.</summary>
    Task<IReadOnlyList<VectorCount>> VectorsAsync(TakeoverPlan plan, bool ofLogs, CancellationToken ct);
}
