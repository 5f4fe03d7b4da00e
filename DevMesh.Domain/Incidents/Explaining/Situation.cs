using DevMesh.Domain.Incidents.Evidence;
using DevMesh.Domain.Incidents.Kinds;
using DevMesh.Domain.Incidents.Questions;

namespace DevMesh.Domain.Incidents.Explaining;

/// <summary>The events of a pack, sorted by what part they play.</summary>
internal sealed class Situation
{
    /// <summary>Few failures before a recovery are a retry that worked.</summary>
    private const int FewFailures = 5;

    /// <summary>A line or two at the time of something else may be chance.</summary>
    private const double LeastToFit = 2;

    private static readonly TimeSpan ShortFailure = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan AtTheSameTime = TimeSpan.FromMinutes(1);

    /// <summary>Clocks of two nodes may differ by this much.</summary>
    public static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(2);

    public Situation(EvidencePack pack)
    {
        Pack = pack;
        Events = PackEvent.Of(pack);
        Restarts = MachineRestart.Of(Events);
        Recovered = [.. Events.Where(IsRecovered)];
        TurnedAway = [.. Events.Where(IsTurnedAway)];
        PackEvent[] counted =
            [.. Events.Where(each => !Restarts.Any(restart => restart.Covers(each)) && !TurnedAway.Contains(each))];
        Troubles = [.. counted.Where(each =>
            each.IsTrouble && !Recovered.Contains(each) && RelationOf(each) >= LeastRelation)];
        CutOff = [.. Restarts.Where(restart => !restart.IsOrderly && RelationOf(restart.Boot) >= LeastRelation)];
        Causes = [.. counted.Where(each => ((each.IsOwnFailure && !WaitsForOthers(each)) || IsOfItself(each))
            && each.Thing.Kind is not (UnusualKind.RateFall or UnusualKind.Silence))];
    }

    /// <summary>What has less to do with the question than this is another matter.</summary>
    public const double LeastRelation = 0.3;

    public EvidencePack Pack { get; }

    public IReadOnlyList<PackEvent> Events { get; }

    public IReadOnlyList<MachineRestart> Restarts { get; }

    /// <summary>Failures that were few and ended in a recovery.</summary>
    public IReadOnlyList<PackEvent> Recovered { get; }

    /// <summary>Attempts to get in that ended in a ban.</summary>
    public IReadOnlyList<PackEvent> TurnedAway { get; }

    /// <summary>What has to be explained, earliest first.</summary>
    public IReadOnlyList<PackEvent> Troubles { get; }

    /// <summary>Machines that started without having been shut down.</summary>
    public IReadOnlyList<MachineRestart> CutOff { get; }

    /// <summary>What may be a cause, earliest first.</summary>
    public IReadOnlyList<PackEvent> Causes { get; }

    public double Harm => Troubles.Sum(each => each.Harm) + (CutOff.Count * 8);

    /// <summary>How much an event has to do with the question, 0 to 1.</summary>
    public double RelationOf(PackEvent each)
    {
        IReadOnlyList<string> nodes = Pack.Subject.Nodes;
        IReadOnlyList<string> services = Pack.Subject.Services;
        if (nodes.Count == 0)
        {
            return services.Count == 0 || services.Any(each.IsOf) ? 1
                : TiedBy(each) is not null || each.Thing.Kind is UnusualKind.Restart
                    || Events.Any(other => other.Node == each.Node && services.Contains(other.Service)) ? 0.85
                : 0.6;
        }

        return nodes.Contains(each.Node) ? (services.Count == 0 || services.Any(each.IsOf) ? 1 : 0.8)
            : TiedBy(each) is not null ? 0.85
            : Serves(each) ? 0.85
            : each.Failure is { Reach: Reach.Fleet } ? 0.6
            : BeginsWithTrouble(each) ? (each.Failure is { Role: Role.Root } ? 0.6 : 0.45)
            : IsTiedByTime(each) && each.Failure is { Role: Role.Root or Role.Boot or Role.Shutdown } ? 0.35
            : 0.1;
    }

    /// <summary>
    /// Whether its kind may be a cause. That a service is gone is none: why is told before it, or not at all.
    /// </summary>
    private static bool IsOfItself(PackEvent each) =>
        each.Failure is { Role: Role.Root or Role.Change } or { Role: Role.Fault, Name: not ServiceKinds.ServiceFailed };

    /// <summary>Whether the program that tells of a failure also tells, by then, that another one does not answer.</summary>
    private bool WaitsForOthers(PackEvent each) => Events.Any(other =>
        other.Failure is { Role: Role.Symptom, Name: not SymptomKinds.FailedOperation }
        && other.Node == each.Node && other.Service == each.Service && other.At <= each.At + AtTheSameTime);

    /// <summary>
    /// Whether the nodes that are asked about have trouble from its time on. What one program tells of itself has to go on with
    /// that trouble, too: programs of other nodes always have something to tell.
    /// </summary>
    private bool BeginsWithTrouble(PackEvent each)
    {
        if (!each.IsOwnFailure && each.Failure is not { Role: Role.Root or Role.Fault })
        {
            return false;
        }

        PackEvent[] troubles = [.. Events.Where(other =>
            other.IsTrouble && other.Harm >= LeastToFit && Pack.Subject.Nodes.Contains(other.Node))];
        return troubles.Any(other => Timing.Fit(each, other) > 0)
            && (each.Failure is { Role: Role.Root, Reach: not Reach.Program } || Timing.Lasts(each, troubles));
    }

    /// <summary>The value that ties an event of another node to those asked about.</summary>
    public string? TiedBy(PackEvent each) =>
        Pack.Tied.FirstOrDefault(tie =>
            tie.Value is not null && tie.Node == each.Node
            && (tie.TemplateId == each.Thing.TemplateId || tie.LogIds.Intersect(each.Ids).Any()))?.Value;

    /// <summary>Whether it tells of a program that serves what is missed on the nodes that are asked about.</summary>
    public bool Serves(PackEvent each) =>
        (each.IsOwnFailure || each.Failure is { Role: Role.Root or Role.Fault }) && Events.Any(other =>
            other.Node != each.Node
            && other.Failure is { Providers.Count: > 0 } missed
            && (Pack.Subject.Nodes.Count == 0 || Pack.Subject.Nodes.Contains(other.Node))
            && (KnownNames.Stands(other.Line.Message, each.Node)
                || missed.Providers.Any(name =>
                    KnownNames.ShortName(each.Service).Equals(name, StringComparison.OrdinalIgnoreCase)
                        || KnownNames.Stands(each.Line.Message, name))));

    private bool IsTiedByTime(PackEvent each) =>
        Pack.Tied.Any(tie => tie.Node == each.Node && tie.TemplateId == each.Thing.TemplateId);

    /// <summary>Whether only many of it count, as of failed logins, and the node then bans somebody for it.</summary>
    private bool IsTurnedAway(PackEvent each) =>
        each.Failure is { Least: > 1, Reach: Reach.Program } && Events.Any(other =>
            other.Failure is { Role: Role.Benign } && other.Node == each.Node && other.Thing.Until >= each.At
            && other.Line.Message.Contains("] Ban ", StringComparison.Ordinal));

    /// <summary>
    /// A small failure soon after which the same node tells that all is well again, or after which the same unit worked.
    /// </summary>
    private bool IsRecovered(PackEvent each) =>
        each.Failure is { Role: Role.Root or Role.Symptom or Role.Fault }
        && each.Count <= FewFailures
        && Events.Any(other => other.Failure is { Role: Role.Recovery } && other.Node == each.Node
            && other.Thing.Until >= each.Thing.Until
            && (each.Failure is not { Role: Role.Root } || each.IsSpokenOfBy(other))
            && (other.Thing.Until - each.At <= ShortFailure
                || (other.At - each.At <= ShortFailure && other.Thing.Until - each.Thing.Until <= ShortFailure)
                || (each.Unit is { } unit && KnownNames.Stands(other.Line.Message, unit))))
        && !Events.Any(other =>
            other.Node == each.Node && other.Service == each.Service
            && other.Thing.Kind is UnusualKind.Silence or UnusualKind.ErrorBurst);
}
