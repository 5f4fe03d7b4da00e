namespace DevMesh.Domain.Logs;

/// <summary>Which logs are asked for. Absent parts do not restrict; all present ones must hold.</summary>
/// <param name="MaxLevel">This level or worse.</param>
/// <param name="Since">Inclusive, UTC.</param>
/// <param name="Until">Exclusive, UTC.</param>
/// <param name="Contains">A part of the message, in any case.</param>
public sealed record LogFilter(
    string? Node = null,
    string? Service = null,
    Level? MaxLevel = null,
    DateTime? Since = null,
    DateTime? Until = null,
    long? TemplateId = null,
    string? Contains = null)
{
    public static readonly LogFilter None = new();

    /// <summary>How far ahead of now a list reaches when the caller names no end: clocks may differ by this much.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(10);

    /// <summary>The same filter with an end: lists without one stop shortly after now, so a wrong clock never leads them.</summary>
    public LogFilter EndingBy(DateTime now) => Until is null ? this with { Until = now + ClockTolerance } : this;
}

/// <summary>A place in a list of logs, which runs from the newest to the oldest and by id within a microsecond.</summary>
public readonly record struct LogPosition(DateTime Timestamp, long Id);

/// <summary>Some logs, newest first.</summary>
/// <param name="Next">Where the next page starts (exclusive); null at the end.</param>
/// <param name="Partial">
/// True when a time limit, or how much text an answer may hold, ended it before the page was full; <paramref name="Next"/>
/// goes on.
/// </param>
public sealed record LogPage(IReadOnlyList<LogEvent> Logs, LogPosition? Next, bool Partial);
