using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Kinds;
using DevMesh.Domain.Incidents.Questions;
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
    private const double OfAfter = 6;
    private const double OfBefore = 8;

    /// <summary>Best first; equals by time and line.</summary>
    public static IReadOnlyList<Candidate> Of(Situation situation) =>
    [
        .. situation.Causes.Select(each => Of(each, situation))
            .OrderByDescending(candidate => candidate.Score).ThenBy(candidate => candidate.Event.At).ThenBy(candidate => candidate.Event.Line.Id),
    ];

    private static Candidate Of(PackEvent cause, Situation situation)
    {
        double relation = situation.RelationOf(cause);
        PackEvent[] others = [.. situation.Troubles.Where(each => each != cause && each.Failure != cause.Failure)];
        ILookup<bool, PackEvent> later = others.ToLookup(each => each.At >= cause.At - Tolerance(each, cause));
        PackEvent[] after = [.. later[true]];
        PackEvent[] before = [.. later[false]];
        double harm = Math.Max(1, others.Sum(each => each.Harm));
        double score = Strength(cause, after)
            + (relation * OfRelation)
            + (after.Sum(each => each.Harm) / harm * OfAfter)
            - (before.Sum(each => each.Harm) / harm * OfBefore)
            + Closeness(cause, others)
            + Kinship(cause, after)
            + Math.Min(cause.Thing.Score, 20) / 10;
        return new Candidate(cause, score, relation, after, before);
    }

    private static TimeSpan Tolerance(PackEvent each, PackEvent cause) =>
        each.Node == cause.Node ? TimeSpan.FromSeconds(5) : Situation.ClockDifference;

    private static double Strength(PackEvent cause, PackEvent[] after) => cause.Failure switch
    {
        { Role: Role.Root } => cause.Level <= Level.Warning ? 10 : 7,
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
        return gap.Duration() <= TimeSpan.FromMinutes(2) ? 3 : gap < TimeSpan.Zero ? 0 : gap <= TimeSpan.FromMinutes(10) ? 2 : gap <= TimeSpan.FromMinutes(30) ? 1 : 0;
    }

    /// <summary>What speaks of the same service, or shares a value, belongs together more surely than what is merely near.</summary>
    private static double Kinship(PackEvent cause, PackEvent[] after)
    {
        HashSet<string> values = Ties.ValuesOf(cause.Line.Message);
        bool same = after.Any(each =>
            (each.Node == cause.Node && each.Service == cause.Service && each.Service.Length > 0)
            || values.Overlaps(Ties.ValuesOf(each.Line.Message))
            || (each.Service.Length > 2 && KnownNames.Stands(cause.Line.Message, KnownNames.ShortName(each.Service)))
            || (each.Node != cause.Node && KnownNames.Stands(each.Line.Message, cause.Node)));
        return same ? 3 : 0;
    }
}
