using DevMesh.Domain.Incidents.Kinds;
using DevMesh.Domain.Incidents.Questions;

namespace DevMesh.Domain.Incidents.Explaining;

/// <summary>A machine that started, and whether it was shut down in order before.</summary>
/// <param name="Shutdown">Null when nothing tells of one: it was cut off.</param>
internal sealed record MachineRestart(PackEvent Boot, PackEvent? Shutdown)
{
    private static readonly TimeSpan LongestShutdown = TimeSpan.FromMinutes(15);
    private const double HarmOfTrouble = 4;
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(5);

    public string Node => Boot.Node;

    public bool IsOrderly => Shutdown is not null;

    /// <summary>
    /// Whether an event is but part of it: on the node itself, or on others that missed the node meanwhile. What goes on
    /// afterwards is trouble of its own, and then so is what came with the start.
    /// </summary>
    public bool Covers(PackEvent each) =>
        Shutdown is { } shutdown
        && each.At >= shutdown.At.AddMinutes(-1)
        && (LeftTrouble ? each.At < Boot.At && each.Thing.Until <= Boot.At + Settling : each.At <= Boot.At + Settling)
        && (each.Node == Node || each.Failure is null or { Role: Role.Symptom or Role.Recovery }
            || KnownNames.Stands(each.Line.Message, Node));

    /// <summary>Whether others miss the node, or it tells of trouble, long after it is back.</summary>
    public bool LeftTrouble { get; private init; }

    private MachineRestart Judged(IReadOnlyList<PackEvent> events) => this with
    {
        LeftTrouble = IsOrderly && events.Any(each => each.IsTrouble && each.Harm >= HarmOfTrouble
            && each.At >= Shutdown!.At.AddMinutes(-1) && each.At <= Boot.At + Settling
            && each.Thing.Until > Boot.At + (2 * Settling)),
    };

    public static IReadOnlyList<MachineRestart> Of(IReadOnlyList<PackEvent> events) =>
    [
        .. events.Where(each => each.Failure is { Role: Role.Boot })
            .GroupBy(each => each.Node, StringComparer.Ordinal)
            .Select(node => node.First())
            .Select(boot => new MachineRestart(boot, events.FirstOrDefault(each =>
                each.Failure is { Role: Role.Shutdown } && each.Node == boot.Node && each.At <= boot.At
                    && boot.At - each.At <= LongestShutdown)).Judged(events)),
    ];
}
