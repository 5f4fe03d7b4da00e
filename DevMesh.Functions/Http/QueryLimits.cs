using DevMesh.Functions.Settings;

namespace DevMesh.Functions.Http;

/// <summary>How much a query may ask for. Each has a setting of nearly the same name.</summary>
/// <param name="MaxLength">Characters of a query, or of a part of a message.</param>
/// <param name="MaxLimit">Results in a page.</param>
/// <param name="MaxRange">From since to until; null for any.</param>
/// <param name="MaxText">Characters of stored text in an answer.</param>
public sealed record QueryLimits(int MaxLength, int MaxLimit, TimeSpan? MaxRange, long MaxText = long.MaxValue)
{
    public QueryLimits(DevMeshSettings settings)
        : this(settings.QueryMaxLength, settings.QueryMaxLimit, settings.QueryMaxRange, settings.QueryMaxPageBytes)
    {
    }

    internal static QueryLimits Default { get; } = new(1024, 1000, MaxRange: null);
}
