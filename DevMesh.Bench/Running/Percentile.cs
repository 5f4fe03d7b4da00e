namespace DevMesh.Bench.Running;

internal static class Percentile
{
    /// <summary>The least value that <paramref name="percent"/> percent of the values do not exceed (nearest rank).</summary>
    public static double Of(IReadOnlyCollection<double> values, double percent)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Clamp((int)Math.Ceiling(percent / 100 * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
