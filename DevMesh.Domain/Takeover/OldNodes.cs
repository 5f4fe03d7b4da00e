using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Takeover;

/// <summary>
/// Names of nodes as DevMesh accepts them: a character that it does not becomes a hyphen, and too long a name is cut.
/// </summary>
public static class OldNodes
{
    /// <summary>Whose logs have no name.</summary>
    public const string Unknown = "unknown";

    public static string NameOf(string? old)
    {
        string name = old?.Trim() ?? "";
        return name.Length == 0 ? Unknown
            : NodeName.IsValid(name) ? name
            : string.Concat(name.Take(NodeName.MaxLength).Select(each => NodeName.IsValid(each.ToString()) ? each : '-'));
    }
}
