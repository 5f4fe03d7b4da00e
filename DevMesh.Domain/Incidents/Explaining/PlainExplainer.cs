using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Kinds;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Incidents.Explaining;

/// <summary>
/// The answer to a question by plain code: a pure function of the pack. It knows kinds of failure, the order of causes and
/// effects, and what was as usual; it knows nothing of the programs themselves.
/// </summary>
public static class PlainExplainer
{
    /// <summary>From here on there is trouble that wants an explanation.</summary>
    private const double LeastHarm = 6;

    /// <summary>A candidate below this explains too little to be called the cause.</summary>
    private const double LeastScore = 14;

    private static readonly TimeSpan LongestAfterChange = TimeSpan.FromMinutes(30);

    private const double LeastAffinity = 0.4;
    private const int MostChain = 8;
    private const int MostRuledOut = 6;

    public static Explanation Explain(EvidencePack pack)
    {
        Situation situation = new(pack);
        IReadOnlyList<Candidate> candidates = Candidate.Of(situation);
        Candidate? cause = candidates.FirstOrDefault(candidate => IsCause(candidate, situation));
        if (cause is not null)
        {
            // Of several lines of one kind the first one tells of the cause, the loudest one of what it does.
            return Explained(situation, candidates.Where(other => IsSame(other, cause))
                .MinBy(other => (other.Event.At, other.Event.Line.Id))!, candidates);
        }

        return situation.Harm >= LeastHarm || pack.Missing.Count > 0
            ? Inconclusive(situation, candidates)
            : Healthy(situation, candidates);
    }

    private static bool IsCause(Candidate candidate, Situation situation) =>
        candidate.Score >= LeastScore
        && candidate.Relation >= Situation.LeastRelation
        && (situation.Harm >= LeastHarm || (StandsAlone(candidate.Event) && !situation.Recovered.Contains(candidate.Event)));

    /// <summary>
    /// A machine without memory is a failure though nobody complains; one program that may not read a file is none.
    /// </summary>
    private static bool StandsAlone(PackEvent each) =>
        each.Failure is { Role: Role.Root }
        && (each.Level <= Level.Crit || each.Count >= Math.Max(5, each.Failure.Least)
            || (each.Failure.Reach is not Reach.Program && each.Service == "kernel"));

    private static bool IsSame(Candidate one, Candidate other) =>
        one.Event.IsLike(other.Event)
        && (one.Event.Node == other.Event.Node || (one.Event.At - other.Event.At).Duration() <= Situation.ClockDifference)
        && one.Relation >= Situation.LeastRelation;

    private static Explanation Explained(Situation situation, Candidate cause, IReadOnlyList<Candidate> candidates)
    {
        PackEvent it = cause.Event;
        PackEvent[] chain = Chain(situation, it);
        PackEvent? effect = cause.After.Where(each => each.At > it.At).OrderByDescending(each => each.Harm)
            .ThenBy(each => each.At).FirstOrDefault();
        string then = effect is null ? "" : $" What followed: {Wording.Tell(effect)}.";
        PackEvent[] beside =
        [
            .. candidates
                .Where(other => other != cause && IsSame(other, cause) && other.Event.At - it.At <= Situation.ClockDifference)
                .Select(other => other.Event).OrderBy(other => other.At).Take(2),
        ];
        PackEvent? change = ChangeBefore(situation, it);
        string changed = change is null ? ""
            : $" It follows a {change.Failure!.Name} at {change.At:HH:mm:ss}: {Wording.Quote(change.Line)}.";
        string tie = situation.TiedBy(it) is { } value ? $" It is tied to the question by {value}." : "";
        return new Explanation(
            Verdict.Explained,
            new Claim(
                $"Most likely {it.Name} on {it.Node} at {it.At:HH:mm:ss} UTC"
                    + $"{(it.Failure is { Meaning: { Length: > 0 } meaning } ? $", {meaning}" : "")}.{then}",
                [.. it.Ids.Concat(effect?.Ids ?? []).Distinct()]),
            new Claim($"{Wording.Place(it)} logged {Wording.Quote(it.Line)}{Wording.Times(it)}, {Novelty(it)}.{changed}{tie}",
                [.. it.Ids.Concat(beside.SelectMany(each => each.Ids.Take(1))).Concat(change?.Ids ?? []).Distinct()]),
            it.IsUnknown ? null : it.Name,
            [.. chain.Select(each => new Claim(Wording.Tell(each), each.Ids))],
            RuledOut(situation, cause, candidates),
            [
                new Claim($"On {it.Node}: {NextOf(it)}.", it.Ids),
                .. chain.Where(each =>
                    each != it && each.Failure is { Role: Role.Fault or Role.Root } && !each.IsLike(it)
                    && each.Failure.Next.Length > 0)
                    .DistinctBy(each => each.Failure).Take(2)
                    .Select(each => new Claim($"On {each.Node}, for what followed: {each.Failure!.Next}.", each.Ids)),
            ]);
    }

    private static Explanation Inconclusive(Situation situation, IReadOnlyList<Candidate> candidates)
    {
        EvidencePack pack = situation.Pack;
        PackEvent[] chain = Chain(situation, first: null);
        PackEvent? worst = situation.Troubles.OrderByDescending(each => each.Harm).ThenBy(each => each.At)
            .ThenBy(each => each.Line.Id).FirstOrDefault();
        string what = situation.CutOff.Count > 0
            ? $"{situation.CutOff[0].Node} started at {situation.CutOff[0].Boot.At:HH:mm:ss} UTC "
                + "without having been shut down, and nothing before tells why."
            : worst is not null ? $"Something went wrong, and its cause is not in the logs: {Wording.Tell(worst)}."
            : $"Logs are missing: {pack.Missing[0].Text}.";
        string also = worst is not null && pack.Missing.Count > 0 ? $" Logs are missing, too: {pack.Missing[0].Text}." : "";
        IReadOnlyList<long> ids = situation.CutOff.Count > 0 ? situation.CutOff[0].Boot.Ids : worst?.Ids ?? [];
        return new Explanation(
            Verdict.Inconclusive,
            new Claim(what + also, ids),
            LikelyCause: null,
            CauseKind: null,
            [.. chain.Select(each => new Claim(Wording.Tell(each), each.Ids))],
            RuledOut(situation, cause: null, candidates),
            [.. NextChecks(situation, worst)]);
    }

    private static Explanation Healthy(Situation situation, IReadOnlyList<Candidate> candidates)
    {
        EvidencePack pack = situation.Pack;
        long[] ids = [.. situation.Restarts.Where(restart => restart.IsOrderly)
            .SelectMany(restart => restart.Boot.Ids.Concat(restart.Shutdown!.Ids)).Distinct()];
        string restart = string.Concat(situation.Restarts.Where(each => each.IsOrderly).Select(each =>
            $" {each.Node} was restarted on purpose: "
            + $"shut down at {each.Shutdown!.At:HH:mm:ss}, started at {each.Boot.At:HH:mm:ss}."));
        string little = situation.Troubles.Count == 0 ? "" : " The few errors that are new are too few to be a failure.";
        return new Explanation(
            Verdict.Healthy,
            new Claim($"Nothing was wrong with {Wording.Where(pack)} from {Wording.Span(pack)}, "
                + $"as far as its logs tell.{restart}{little}", ids),
            LikelyCause: null,
            CauseKind: null,
            Chain: [],
            RuledOut(situation, cause: null, candidates),
            NextChecks: []);
    }

    /// <summary>A change on the node of a failure shortly before it; what fails by itself needs none.</summary>
    private static PackEvent? ChangeBefore(Situation situation, PackEvent cause) => cause.Failure is { Role: Role.Fault }
        ? situation.Events.LastOrDefault(each => each.Failure is { Role: Role.Change } && each.Node == cause.Node
            && each.At <= cause.At && cause.At - each.At <= LongestAfterChange)
        : null;

    /// <summary>From the cause on, what troubles and what ends them, each kind and place once.</summary>
    private static PackEvent[] Chain(Situation situation, PackEvent? first)
    {
        IEnumerable<PackEvent> told = situation.Events
            .Where(each => each == first || situation.Troubles.Contains(each)
                || each.Failure is { Role: Role.Boot or Role.Shutdown or Role.Recovery })
            .Where(each => first is null || each.At >= first.At - Situation.ClockDifference)
            .Where(each => each == first || situation.RelationOf(each) >= Situation.LeastRelation)
            .Where(each => first is null || each == first || Affinity.Of(first, each) >= LeastAffinity)
            .DistinctBy(each => (each.Node, each.Service, each.Failure?.Name ?? $"{each.Thing.Kind} {each.Thing.TemplateId}"));
        PackEvent[] all = [.. told];
        IEnumerable<PackEvent> most = all.OrderByDescending(each => each == first).ThenByDescending(each => each.Harm)
            .ThenBy(each => each.At).Take(MostChain);
        return [.. all.Where(most.ToHashSet().Contains)];
    }

    private static string Novelty(PackEvent each) => each.Thing.Kind switch
    {
        UnusualKind.NewInFleet => "which no node had logged before",
        UnusualKind.NewOnNode => "which this node had not logged in the days before",
        _ => $"far from its usual rate ({each.Thing.Statistic})",
    };

    private static IReadOnlyList<Claim> RuledOut(Situation situation, Candidate? cause, IReadOnlyList<Candidate> candidates)
    {
        List<Claim> claims = [];
        foreach (Candidate other in candidates.Where(other => other != cause && cause?.Event.IsLike(other.Event) != true)
            .Take(3))
        {
            string why = other.Relation < Situation.LeastRelation ? "nothing ties it to what was asked"
                : cause is not null && other.Event.At > cause.Event.At ? "it came later"
                : other.After.Count == 0 ? "nothing followed from it"
                : "it explains less of what happened";
            claims.Add(new Claim($"{other.Event.Name} on {other.Event.Node} at {other.Event.At:HH:mm:ss}: {why}.",
                other.Event.Ids));
        }

        claims.AddRange(situation.Recovered.Take(2).Select(each =>
            new Claim($"{Wording.Tell(each)}: it recovered by itself.", each.Ids)));
        claims.AddRange(situation.TurnedAway.Take(1).Select(each =>
            new Claim($"{Wording.Tell(each)}: whoever tried was banned.", each.Ids)));
        claims.AddRange(situation.Restarts.Where(restart => restart.IsOrderly).Select(restart =>
            new Claim($"The restart of {restart.Node} was an orderly one.",
                [.. restart.Shutdown!.Ids.Concat(restart.Boot.Ids)])));
        claims.AddRange(situation.Pack.Normal.Where(normal => normal.LogIds.Count > 0)
            .Select(normal => new Claim(normal.Text, normal.LogIds)));
        return [.. claims.Take(MostRuledOut)];
    }

    private static string NextOf(PackEvent each) => each.Failure is { Next: { Length: > 0 } next } ? next
        : $"journalctl around {each.At:HH:mm:ss} UTC, and whatever it depends on";

    private static IEnumerable<Claim> NextChecks(Situation situation, PackEvent? worst)
    {
        if (situation.CutOff.Count > 0)
        {
            PackEvent boot = situation.CutOff[0].Boot;
            yield return new Claim(
                $"On {boot.Node}: journalctl -b -1 -e, /sys/fs/pstore, the log of its management controller, "
                    + "and the power supply at that time.", boot.Ids);
        }

        foreach (MissingLogs missing in situation.Pack.Missing.Take(2))
        {
            yield return new Claim(
                $"Logs of {missing.Node} on the node itself: journalctl --since \"{missing.Since:yyyy-MM-dd HH:mm:ss}\" --utc.",
                missing.LogIds);
        }

        if (worst is not null)
        {
            yield return new Claim(
                $"On {worst.Node}: {NextOf(worst)}.",
                worst.Ids);
        }
    }
}
