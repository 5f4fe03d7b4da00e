namespace DevMesh.Domain.Stats;

/// <summary>How much is stored.</summary>
/// <param name="Logs">Rows with a template, by the counts of template_activity, and rows without.</param>
/// <param name="LogsWithoutTemplate">Rows that the template backfill has yet to visit.</param>
/// <param name="Models">Each embedding model that ever had vectors.</param>
/// <param name="CanonVersions">Templates per version of the canonicalization rules.</param>
public sealed record StoreStats(
    long Logs,
    long LogsWithoutTemplate,
    long Templates,
    IReadOnlyList<ModelStats> Models,
    IReadOnlyList<CanonVersionStats> CanonVersions);

/// <param name="Embedded">Templates that have a vector of this model.</param>
/// <param name="Served">Whether search uses this model.</param>
public sealed record ModelStats(string Model, int Dim, bool Served, long Embedded);

public sealed record CanonVersionStats(string CanonVersion, long Templates);

/// <summary>Port: counting what is stored.</summary>
public interface IStatsReader
{
    Task<StoreStats> ReadAsync(CancellationToken ct);
}
