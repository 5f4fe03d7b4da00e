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

    /// <summary>What comes as often is no chance of that minute.</summary>
    private const int Often = 10;

    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(8);
    /// <summary>Within it the order of two lines of a machine says nothing.</summary>
    private static readonly TimeSpan Simultaneous = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AtOnce = TimeSpan.FromMinutes(1);

    public static double Of(PackEvent cause, PackEvent other)
    {
        bool sameNode = cause.Node == other.Node;
        return Kin(cause, other, sameNode) ? 1
            : cause.Failure?.Reach switch
            {
                Reach.Fleet => 0.8,
                Reach.Machine => sameNode ? 0.9 : 0.4,
                _ => sameNode ? 0.5 : 0.2,
            };
    }

    /// <summary>
    /// Whether one cause comes right before another that it reaches, so that it is why: a machine's failure before that of a
    /// program on it, a cause of a kind before another one of the same service.
    /// </summary>
    public static bool Precedes(PackEvent one, PackEvent other) =>
        one.Failure is { Role: Role.Root } root && !one.IsLike(other)
        && (one.Node == other.Node
            ? (root.Reach is not Reach.Program && other.At - one.At is { Ticks: > 0 } gap && gap <= Soon)
                || ((one.At - other.At).Duration() <= Simultaneous && LayerOf(one) < LayerOf(other))
            : one.At < other.At && other.At - one.At <= AtOnce
                && (root.Reach is Reach.Fleet || Kin(one, other, sameNode: false) || one.Count >= Often));

    /// <summary>What lies deeper is nearer to the cause: the kinds stand in that order, the kernel is below them.</summary>
    private static int LayerOf(PackEvent each) => each.Service == "kernel" ? -1
        : each.Failure is { } kind ? FailureKinds.PlaceOf(kind) : int.MaxValue;

    /// <summary>The same program, a value of both, or one that names the other's program or node.</summary>
    private static bool Kin(PackEvent cause, PackEvent other, bool sameNode) =>
        (sameNode && cause.Service == other.Service && cause.Service.Length > 0 && !SpeaksForAll(cause.Service))
        || Names(cause.Line.Message, other.Service)
        || Names(other.Line.Message, cause.Service)
        || (!sameNode && (KnownNames.Stands(other.Line.Message, cause.Node) || KnownNames.Stands(cause.Line.Message, other.Node)))
        || cause.Values.Overlaps(other.Values);

    private static bool Names(string message, string service) =>
        KnownNames.ShortName(service) is { Length: >= LeastName } name && !SpeaksForAll(name)
            && KnownNames.Stands(message, name);

    /// <summary>What it logs is about one program now and about another one the next moment.</summary>
    private static bool SpeaksForAll(string service) => service is "kernel" or "systemd" or "sudo";
}
