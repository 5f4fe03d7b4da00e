using System.Reflection;

namespace DevMesh.Shipper;

internal static class ShipperVersion
{
    /// <summary>Such as 0.1.0, as the build set it.</summary>
    public static string Text { get; } = typeof(ShipperVersion).Assembly.GetName().Version?.ToString(3) ?? "unknown";
}
