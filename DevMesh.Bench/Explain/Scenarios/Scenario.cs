using DevMesh.Bench.Traffic;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Logs;

namespace DevMesh.Bench.Explain.Scenarios;

/// <summary>What a planted line is to the question.</summary>
internal enum Part
{
    /// <summary>Shows the cause; it must be in the pack, and the answer must cite it.</summary>
    Cause,

    /// <summary>Follows from the cause.</summary>
    Symptom,

    /// <summary>Looks like a cause and is none: the answer must not name it.</summary>
    Herring,

    /// <summary>Any other line of that day.</summary>
    Other,
}

/// <summary>A line that a scenario plants.</summary>
/// <param name="At">Time of day of the first one.</param>
/// <param name="Every">The time between two, when there are several.</param>
/// <param name="Rhythm">Once at its time, all the time, or every day.</param>
internal sealed record PlantedLine(
    Part Part, TimeSpan At, int Count, TimeSpan Every, Rhythm Rhythm, string Node, string Service, Level Level, Pattern Message);

internal enum Rhythm
{
    ThatDay,
    AllTheTime,
    EveryDay,
}

/// <param name="Service">Null for the whole node.</param>
internal sealed record QuietTime(TimeSpan Since, TimeSpan Until, string Node, string? Service);

/// <summary>A question about a day of a small fleet, and what the answer must be.</summary>
/// <param name="HeldBack">Nothing may be tuned to it.</param>
/// <param name="AskedAt">Since the midnight before the incident.</param>
/// <param name="Window">Times of day, when the caller gives them beside the question.</param>
/// <param name="Fleet">The roles of each node.</param>
/// <param name="Boots">When nodes start.</param>
/// <param name="Clocks">How far the clocks of nodes are ahead.</param>
/// <param name="Gaps">What shippers tell of lost entries.</param>
internal sealed record Scenario(
    string Name,
    bool HeldBack,
    string Question,
    TimeSpan AskedAt,
    (TimeSpan Since, TimeSpan Until)? Window,
    string? Node,
    string? Service,
    IReadOnlyDictionary<string, string[]> Fleet,
    Verdict Verdict,
    IReadOnlyList<PlantedLine> Lines,
    IReadOnlyList<QuietTime> Quiet,
    IReadOnlyList<(TimeSpan At, string Node)> Boots,
    IReadOnlyDictionary<string, TimeSpan> Clocks,
    IReadOnlyList<(TimeSpan Since, TimeSpan Until, string Node)> Gaps)
{
    public override string ToString() => Name;
}
