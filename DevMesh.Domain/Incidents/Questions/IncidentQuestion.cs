namespace DevMesh.Domain.Incidents.Questions;

/// <summary>What a person asks about an incident. What is given here wins over what is found in the text.</summary>
/// <param name="Text">The question in plain words; may be empty when a window is given.</param>
/// <param name="Since">Inclusive, UTC.</param>
/// <param name="Until">Exclusive, UTC.</param>
public sealed record IncidentQuestion(
    string Text, DateTime? Since = null, DateTime? Until = null, string? Node = null, string? Service = null);

/// <summary>How the window of an answer came about.</summary>
public enum WindowSource
{
    /// <summary>The caller gave since or until.</summary>
    Given,

    /// <summary>A time stands in the question.</summary>
    Question,

    /// <summary>The question speaks of a restart, whose messages were found in the logs.</summary>
    Boot,

    /// <summary>A model read it from the question.</summary>
    Model,

    /// <summary>Nothing names a time: the last hour.</summary>
    Default,
}

/// <summary>A span of time, UTC.</summary>
/// <param name="Since">Inclusive.</param>
/// <param name="Until">Exclusive; later than <paramref name="Since"/>.</param>
public readonly record struct TimeWindow(DateTime Since, DateTime Until)
{
    public TimeSpan Length => Until - Since;

    public bool Holds(DateTime time) => time >= Since && time < Until;
}

/// <summary>What a question is about, after it was read.</summary>
/// <param name="Question">As it was asked.</param>
/// <param name="Window">The time that is asked about.</param>
/// <param name="Phrase">The words that named the time, such as "around 03:10 yesterday"; null when none did.</param>
/// <param name="Nodes">Known nodes that are named, in the order of the alphabet; empty is the whole fleet.</param>
/// <param name="Services">Known services that are named, in the order of the alphabet; empty is all of them.</param>
/// <param name="Topic">The question without its time: what search looks for.</param>
public sealed record IncidentSubject(
    IncidentQuestion Question,
    TimeWindow Window,
    WindowSource Source,
    string? Phrase,
    IReadOnlyList<string> Nodes,
    IReadOnlyList<string> Services,
    string Topic);
