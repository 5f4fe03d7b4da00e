namespace DevMesh.Bench.Shipping.Peers;

/// <summary>What a peer did on the same journal files.</summary>
/// <param name="Key">The member of the JSON object.</param>
/// <param name="PerSecond">Entries a second; null when it could not be measured.</param>
/// <param name="Note">What was measured, or why nothing was.</param>
internal sealed record PeerFigure(string Name, string Key, double? PerSecond, string Note)
{
    public static PeerFigure Absent(string name, string key, string reason) => new(name, key, null, $"absent: {reason}");
}
