using DevMesh.Domain.Incidents.Kinds;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Incidents.Explaining;

/// <summary>How likely an event is a cause by what it is, whatever else happened.</summary>
internal static class Strengths
{
    /// <summary>What a change breaks, it breaks soon.</summary>
    private static readonly TimeSpan SoonAfterChange = TimeSpan.FromMinutes(15);

    public static double Of(PackEvent cause, IReadOnlyList<PackEvent> after, Situation situation) => cause.Failure switch
    {
        // What a client misses is told better by what serves it.
        { Role: Role.Root, Providers.Count: > 0 } => situation.Causes.Any(other => IsServerOf(other, cause, situation)) ? 3 : 7,
        // One warning of one program is hardly why others fail.
        { Role: Role.Root, Reach: Reach.Program } when cause.Level > Level.Err && cause.Count < 3 => 5,
        { Role: Role.Root } => cause.Level <= Level.Warning ? 10 : 8,
        { Role: Role.Fault, Name: "crash" or "migration failed" } => 7,
        { Role: Role.Fault } => 4,
        { Role: Role.Change } => OfChange(cause, after),
        // A program that tells of a failure of its own, in words that are not known.
        _ => cause.Level <= Level.Err ? 2.5 : 2,
    };

    private static bool IsServerOf(PackEvent other, PackEvent missed, Situation situation) =>
        !other.IsLike(missed) && situation.Serves(other);

    /// <summary>A change explains what its machine or its service does soon afterwards, and nothing else.</summary>
    private static double OfChange(PackEvent change, IReadOnlyList<PackEvent> after)
    {
        PackEvent[] soon =
            [.. after.Where(each => each.Node == change.Node && each.At >= change.At && each.At - change.At <= SoonAfterChange)];
        return soon.MinBy(each => each.At) is { } first && Affinity.Of(change, first) >= 1
            && first.Failure is null or not { Role: Role.Symptom } ? 6
            : soon.Any(each => each.Failure is { Role: Role.Fault }) ? 5
            : ClosesTheWay(change, after) ? 8
            : -6;
    }

    /// <summary>A change of a network is felt elsewhere, by what no longer gets an answer.</summary>
    private static bool ClosesTheWay(PackEvent change, IReadOnlyList<PackEvent> after) =>
        change.Failure is { Reach: Reach.Fleet } && after.Any(each =>
            each.Failure is { Role: Role.Symptom } && each.Node != change.Node
            && each.At >= change.At && each.At - change.At <= SoonAfterChange / 3);
}
