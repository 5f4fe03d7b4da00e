using DevMesh.Domain.Incidents.Kinds;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Incidents.Explaining;

/// <summary>
/// An event that may be the cause, and how well it explains the rest. Not the loudest one is chosen: a cause is of a kind that
/// stands by itself, has to do with what was asked, and comes before what it explains.
/// </summary>
/// <param name="After">Troubles that follow it.</param>
/// <param name="Before">Troubles that were there before it, so that it does not explain them.</param>
internal sealed record Candidate(
    PackEvent Event, double Score, double Relation, IReadOnlyList<PackEvent> After, IReadOnlyList<PackEvent> Before)
{
    private const double OfRelation = 8;
    private const double OfAfter = 8;
    private const double OfKinship = 3;

    /// <summary>How surely what clients miss belongs to a program that serves it.</summary>
    private const double Served = 0.9;
    private const double OfBefore = 8;

    /// <summary>Best first; equals by time and line.</summary>
    public static IReadOnlyList<Candidate> Of(Situation situation) =>
    [
        .. situation.Causes.Select(each => Of(each, situation))
            .OrderByDescending(candidate => candidate.Score).ThenBy(candidate => candidate.Event.At)
                .ThenBy(candidate => candidate.Event.Line.Id),
    ];

    private static Candidate Of(PackEvent cause, Situation situation)
    {
        double relation = situation.RelationOf(cause);
        PackEvent[] others = [.. situation.Troubles.Where(each => each != cause && each.Failure != cause.Failure)];
        ILookup<bool, PackEvent> later = others.ToLookup(each => each.At >= cause.At - Tolerance(each, cause));
        PackEvent[] after = [.. later[true]];
        PackEvent[] before = [.. later[false]];
        double harm = Math.Max(1, others.Sum(each => each.Harm));
        bool serves = situation.Serves(cause);
        double Belonging(PackEvent each) => serves && each.Node != cause.Node ? Served : Affinity.Of(cause, each);
        double score = Strength(cause, after, situation)
            + (relation * OfRelation)
            + (after.Sum(each => each.Harm * Belonging(each)) / harm * OfAfter)
            - (before.Sum(each => each.Harm * Belonging(each)) / harm * OfBefore)
            + Closeness(cause, others)
            + (serves || after.Any(each => Affinity.Of(cause, each) >= 1) ? OfKinship : 0)
            + (Math.Min(cause.Thing.Score, 10) / 20);
        return new Candidate(cause, score, relation, after, before);
    }

    private static TimeSpan Tolerance(PackEvent each, PackEvent cause) =>
        each.Node == cause.Node ? TimeSpan.FromSeconds(5) : Situation.ClockDifference;

    private static double Strength(PackEvent cause, PackEvent[] after, Situation situation) => cause.Failure switch
    {
        // What a client misses is told better by what serves it.
        { Role: Role.Root, Providers.Count: > 0 } =>
            situation.Causes.Any(other => other.Failure != cause.Failure && situation.Serves(other)) ? 3 : 7,
        // One warning of one program is hardly why others fail.
        { Role: Role.Root, Reach: Reach.Program } when cause.Level > Level.Err && cause.Count < 3 => 5,
        { Role: Role.Root } => cause.Level <= Level.Warning ? 10 : 8,
        { Role: Role.Fault, Name: "crash" or "migration failed" } => 7,
        { Role: Role.Fault } => 4,
        // A change explains what the changed service does afterwards, and nothing else.
        { Role: Role.Change } => after.Any(each => each.Node == cause.Node && each.Failure is { Role: Role.Fault }) ? 5 : -6,
        _ => 0,
    };

    /// <summary>Right before the first trouble is where a cause is expected; half an hour before is possible.</summary>
    private static double Closeness(PackEvent cause, PackEvent[] others)
    {
        if (others.Length == 0)
        {
            return 0;
        }

        TimeSpan gap = others.Min(each => each.At) - cause.At;
        return gap.TotalMinutes switch
        {
            < -2 => 0,
            <= 2 => 3,
            <= 10 => 2,
            <= 30 => 1,
            _ => 0,
        };
    }
}
