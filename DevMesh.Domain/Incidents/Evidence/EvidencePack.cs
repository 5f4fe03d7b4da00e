using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Logs;

namespace DevMesh.Domain.Incidents.Evidence;

/// <summary>
/// All that is known about an incident, small enough to read and to give to a model. The same data, question and time make the
/// same pack, entry for entry.
/// </summary>
/// <param name="Subject">What was asked, and the window that was looked at.</param>
/// <param name="Timeline">Templates in the order in which they first appear in the window; equals by template id.</param>
/// <param name="Unusual">What differs from the usual, highest score first.</param>
/// <param name="Tied">
/// Events on other nodes than those asked about that belong to it, by a shared value or by time; earliest first.
/// </param>
/// <param name="Normal">What was looked at and found as usual.</param>
/// <param name="Missing">Times and nodes of which logs are missing, so that nothing can be said about them.</param>
public sealed record EvidencePack(
    IncidentSubject Subject,
    IReadOnlyList<TimelineEntry> Timeline,
    IReadOnlyList<UnusualThing> Unusual,
    IReadOnlyList<TiedEvent> Tied,
    IReadOnlyList<NormalFinding> Normal,
    IReadOnlyList<MissingLogs> Missing,
    PackBudget Budget)
{
    /// <summary>Every full line of the pack by its id: what may be cited.</summary>
    public IReadOnlyDictionary<long, PackLog> LogsById() =>
        Timeline.SelectMany(entry => entry.Examples).DistinctBy(log => log.Id).ToDictionary(log => log.Id);
}

/// <summary>A template within the window, told once however often and on however many nodes it was logged.</summary>
/// <param name="Template">Its canonical text.</param>
/// <param name="Level">The worst level that its logs have here.</param>
/// <param name="Nodes">Where it was logged, earliest first.</param>
/// <param name="Count">Its logs in the window, over all nodes.</param>
/// <param name="First">UTC.</param>
/// <param name="Last">UTC.</param>
/// <param name="Examples">Full lines, oldest first: of each node the first one, then others while there is room.</param>
/// <param name="Why">Why it is here, in plain words; never empty.</param>
public sealed record TimelineEntry(
    long TemplateId,
    string Template,
    Level Level,
    IReadOnlyList<NodeSpan> Nodes,
    long Count,
    DateTime First,
    DateTime Last,
    IReadOnlyList<PackLog> Examples,
    IReadOnlyList<string> Why);

/// <summary>A template's logs on one node within the window.</summary>
/// <param name="Expected">How many the baseline of the node makes one expect; null when the node has none.</param>
public sealed record NodeSpan(string Node, string Service, long Count, DateTime First, DateTime Last, double? Expected);

/// <summary>A full line. Its text is what the node sent, at most <see cref="MaxMessage"/> characters of it.</summary>
public sealed record PackLog(long Id, DateTime Timestamp, string Node, string Service, Level Level, string Message)
{
    /// <summary>In characters; a longer message ends with "… (N more characters)".</summary>
    public const int MaxMessage = 600;
}

/// <summary>What kind of difference it is.</summary>
public enum UnusualKind
{
    /// <summary>A template that no node had before the window.</summary>
    NewInFleet,

    /// <summary>A template that this node did not have before the window, while others did.</summary>
    NewOnNode,

    /// <summary>More logs of a template than the node's baseline makes one expect.</summary>
    RateRise,

    /// <summary>Fewer logs of a template than the node's baseline makes one expect.</summary>
    RateFall,

    /// <summary>Many logs of level err or worse within some minutes.</summary>
    ErrorBurst,

    /// <summary>A node or a service that stopped logging, against its usual pace.</summary>
    Silence,

    /// <summary>A boot, or a unit that was started again, or again and again.</summary>
    Restart,

    /// <summary>A node's clock that jumped.</summary>
    ClockStep,
}

/// <summary>Something that differs from the usual.</summary>
/// <param name="Score">
/// How surprising it is, comparable between kinds: half the log-likelihood ratio (in nats) for rates, a like figure elsewhere.
/// Above 5 it is worth telling; above 20 it is plain to see.
/// </param>
/// <param name="Statistic">How the score came about, with its figures.</param>
/// <param name="Text">One sentence.</param>
/// <param name="TemplateId">Null when it is not about one template.</param>
/// <param name="Node">Null when it is about the whole fleet.</param>
/// <param name="At">When it began, UTC.</param>
/// <param name="LogIds">Lines of the pack that show it; of a silence the last ones before it.</param>
public sealed record UnusualThing(
    UnusualKind Kind,
    double Score,
    string Statistic,
    string Text,
    long? TemplateId,
    string? Node,
    string? Service,
    DateTime At,
    DateTime Until,
    IReadOnlyList<long> LogIds);

/// <summary>An event on another node than those asked about.</summary>
/// <param name="Value">
/// What both speak of: an address, an id, a unit, the name of a node; null when only the time ties them.
/// </param>
/// <param name="Text">One sentence.</param>
/// <param name="LogIds">Lines of the pack, from both nodes where a value ties them.</param>
public sealed record TiedEvent(
    string Node, long TemplateId, string? Value, DateTime At, string Text, IReadOnlyList<long> LogIds);

/// <summary>What was looked at and found as usual, in one sentence.</summary>
/// <param name="Node">Null for the whole fleet.</param>
/// <param name="LogIds">Lines of the pack that it speaks of; empty when it speaks of what is not there.</param>
public sealed record NormalFinding(string Text, string? Node, IReadOnlyList<long> LogIds);

/// <summary>A time of which a node's logs are not there, or not to be trusted to be all.</summary>
/// <param name="Text">One sentence that says how it is known.</param>
/// <param name="LogIds">Lines of the pack beside it; empty when there are none.</param>
public sealed record MissingLogs(string Node, DateTime Since, DateTime Until, string Text, IReadOnlyList<long> LogIds);

/// <summary>How much room the pack had, and what did not fit.</summary>
/// <param name="Tokens">The limit.</param>
/// <param name="Used">An estimate: a token for each four characters of what a model would be given.</param>
/// <param name="Entries">Templates of the window that are not in the timeline.</param>
/// <param name="Logs">Logs of those templates.</param>
/// <param name="LeftOut">What was left out, a sentence each; empty when all is there.</param>
public sealed record PackBudget(int Tokens, int Used, int Entries, long Logs, IReadOnlyList<string> LeftOut);
