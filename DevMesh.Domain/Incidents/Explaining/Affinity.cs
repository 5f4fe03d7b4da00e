using DevMesh.Domain.Incidents.Kinds;
using DevMesh.Domain.Incidents.Questions;

namespace DevMesh.Domain.Incidents.Explaining;

/// <summary>
/// How surely two events belong together, 0 to 1: by what they say of each other, else by how far the failure reaches. What is
/// merely near in time may be chance.
/// </summary>
internal static class Affinity
{
    private const int LeastName = 3;

    public static double Of(PackEvent cause, PackEvent other)
    {
        bool sameNode = cause.Node == other.Node;
        return Kin(cause, other, sameNode) ? 1
            : cause.Failure?.Reach switch
            {
                Reach.Fleet => 0.8,
                Reach.Machine => sameNode ? 0.9 : 0.4,
                _ => sameNode ? 0.5 : 0.3,
            };
    }

    /// <summary>The same program, a value of both, or one that names the other's program or node.</summary>
    private static bool Kin(PackEvent cause, PackEvent other, bool sameNode) =>
        (sameNode && cause.Service == other.Service && cause.Service.Length > 0)
        || Names(cause.Line.Message, other.Service)
        || Names(other.Line.Message, cause.Service)
        || (!sameNode && (KnownNames.Stands(other.Line.Message, cause.Node) || KnownNames.Stands(cause.Line.Message, other.Node)))
        || cause.Values.Overlaps(other.Values);

    private static bool Names(string message, string service) =>
        KnownNames.ShortName(service) is { Length: >= LeastName } name && name is not ("kernel" or "systemd")
            && KnownNames.Stands(message, name);
}
