using Microsoft.Extensions.Logging;

namespace DevMesh.Domain.Backfill;

internal static partial class EmbeddingBackfillLog
{
    [LoggerMessage(320, LogLevel.Information, "The backfill embedded {Templates} templates with {Model}")]
    public static partial void Embedded(this ILogger<EmbeddingBackfill> logger, int templates, string model);

    [LoggerMessage(321, LogLevel.Information, "Every template has a vector of {Model} ({Dimension} numbers): search uses it from now on")]
    public static partial void Serves(this ILogger<EmbeddingBackfill> logger, string model, int dimension);

    [LoggerMessage(322, LogLevel.Warning, "The backfill lost its lock and ends; the next run goes on")]
    public static partial void LeaseLost(this ILogger<EmbeddingBackfill> logger);
}
