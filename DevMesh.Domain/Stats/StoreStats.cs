using DevMesh.Domain.Backfill;

namespace DevMesh.Domain.Stats;

/// <summary>How much is stored.</summary>
/// <param name="Logs">Rows with a template, by the counts of template_activity, and rows without.</param>
/// <param name="LogsWithoutTemplate">Rows that the template backfill has yet to visit.</param>
/// <param name="Models">Each embedding model that ever had vectors.</param>
/// <param name="CanonVersions">Templates per version of the canonicalization rules.</param>
public sealed record StoreStats(
    long Logs,
    long LogsWithoutTemplate,
    long Templates,
    IReadOnlyList<ModelStats> Models,
    IReadOnlyList<CanonVersionStats> CanonVersions,
    IReadOnlyList<TimerStats> Timers);

/// <param name="Embedded">Templates that have a vector of this model.</param>
/// <param name="Served">Whether search uses this model.</param>
/// <param name="EmbeddedLogs">Logs that have a vector of their own of this model.</param>
public sealed record ModelStats(string Model, int Dim, bool Served, long Embedded, long EmbeddedLogs);

public sealed record CanonVersionStats(string CanonVersion, long Templates);

/// <summary>The last run of a timer, over all workers.</summary>
/// <param name="LastStarted">Null before the first run.</param>
/// <param name="LastFinished">Null while it runs, or when it was killed.</param>
/// <param name="Outcome">One line: what was done, or why not.</param>
/// <param name="Progress">Of the last run; null before it has told of any.</param>
public sealed record TimerStats(
    string Name, DateTime? LastStarted, DateTime? LastFinished, string? Outcome, TimerProgress? Progress);

/// <summary>How far a run came by a certain time.</summary>
/// <param name="Left">What it knew to be left.</param>
/// <param name="SecondsLeft">At the rate so far; null while there is none.</param>
public sealed record TimerProgress(long Done, long Left, double PerSecond, double? SecondsLeft, DateTime At)
{
    public static TimerProgress Of(JobProgress progress, DateTime at) => new(
        progress.Done,
        progress.Left,
        Math.Round(progress.PerSecond, 1),
        progress.TimeLeft is { } left ? Math.Round(left.TotalSeconds) : null,
        at);
}

/// <summary>Port: counting what is stored.</summary>
public interface IStatsReader
{
    Task<StoreStats> ReadAsync(CancellationToken ct);
}
