using DevMesh.Domain.Incidents.Kinds;

namespace DevMesh.Domain.Incidents.Explaining;

/// <summary>
/// An event that may be the cause, and how well it explains the rest. Not the loudest one is chosen: a cause is of a kind that
/// stands by itself, has to do with what was asked, and comes right before what it explains.
/// </summary>
/// <param name="After">Troubles that follow it.</param>
/// <param name="Before">Troubles that were there before it, so that it does not explain them.</param>
internal sealed record Candidate(
    PackEvent Event, double Score, double Relation, IReadOnlyList<PackEvent> After, IReadOnlyList<PackEvent> Before)
{
    private const double OfRelation = 8;
    private const double OfAfter = 12;
    private const double OfBefore = 8;
    private const double OfKinship = 3;
    private const double OfLasting = 1;

    /// <summary>What was over so soon may still have left something behind.</summary>
    private const double OfRecovered = 3;

    /// <summary>What fails right after something else that reaches it has that for its cause, most likely.</summary>
    private const double OfForerunner = 4;

    /// <summary>How surely what clients miss belongs to a program that serves it.</summary>
    private const double Served = 0.9;

    /// <summary>How surely what begins together belongs together though nothing else ties it.</summary>
    private const double TogetherInTime = 0.6;

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
        PackEvent[] others = [.. situation.Troubles.Where(each => each != cause && !each.IsLike(cause) && !each.Tells(cause))];
        ILookup<bool, PackEvent> later = others.ToLookup(each => each.At >= cause.At - Tolerance(each, cause));
        PackEvent[] after = [.. later[true]];
        PackEvent[] before = [.. later[false]];
        double harm = Math.Max(
            1, after.Sum(each => each.Harm) + before.Sum(each => each.Harm * Timing.Persistence(each, cause)));
        bool serves = situation.Serves(cause);
        double Belonging(PackEvent each) => serves && each.Node != cause.Node ? Served
            : Math.Max(Affinity.Of(cause, each), Timing.Fit(cause, each) * TogetherInTime);
        double score = Strengths.Of(cause, after, situation)
            + (relation * OfRelation)
            + (after.Sum(each => each.Harm * Belonging(each) * Timing.Nearness(cause, each)) / harm * OfAfter)
            - (before.Sum(each => each.Harm * Belonging(each) * Timing.Persistence(each, cause)) / harm * OfBefore)
            + (Timing.Lasts(cause, others) ? OfLasting : 0)
            + (serves || after.Any(each => Affinity.Of(cause, each) >= 1) ? OfKinship : 0)
            - (situation.Recovered.Contains(cause) ? OfRecovered : 0)
            - (situation.Causes.Any(other => Affinity.Precedes(other, cause)) ? OfForerunner : 0)
            + (Math.Min(cause.Thing.Score, 10) / 20);
        return new Candidate(cause, score, relation, after, before);
    }

    private static TimeSpan Tolerance(PackEvent each, PackEvent cause) =>
        each.Node == cause.Node ? TimeSpan.FromSeconds(5) : Situation.ClockDifference;
}
