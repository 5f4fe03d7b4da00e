using System.Runtime.InteropServices;

namespace DevMesh.Domain.Backfill;

/// <summary>The names of jobs, in locks, in the table of runs and in GET /stats. At most 20 characters.</summary>
public static class Jobs
{
    public const string Embeddings = "embeddings";
    public const string Templates = "templates";
    public const string SafetyNet = "safety-net";
    public const string Retention = "retention";

    /// <summary>By hand only.</summary>
    public const string Values = "values";

    /// <summary>By hand only.</summary>
    public const string Takeover = "takeover";
}

/// <summary>How to run a job.</summary>
/// <param name="Slot">The slot of the schedule that it runs for, in UTC; null by hand, which always runs.</param>
/// <param name="Limit">When it ends by itself, however much is left; null for never.</param>
/// <param name="Pace">In place of the job's own.</param>
/// <param name="Watch">Told of each step.</param>
public sealed record JobCall(
    DateTime? Slot = null, TimeSpan? Limit = null, PaceOptions? Pace = null, IProgress<JobProgress>? Watch = null);

/// <param name="Left">What it knows to be left.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct JobProgress(long Done, long Left, TimeSpan Elapsed)
{
    public double PerSecond => Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;

    /// <summary>Null while there is no rate to tell by.</summary>
    public TimeSpan? TimeLeft => PerSecond > 0 ? TimeSpan.FromSeconds(Math.Min(Left / PerSecond, 1e9)) : null;
}

public enum JobEnd
{
    /// <summary>It came to its end.</summary>
    Done,

    /// <summary>Another worker runs it.</summary>
    Busy,

    /// <summary>Another worker has done this slot of the schedule.</summary>
    SlotDone,

    /// <summary>Its time was up, or its lock was lost; the next run goes on.</summary>
    Stopped,

    /// <summary>The database or the model cannot be used now; what was done stays.</summary>
    Failed,
}

/// <param name="Outcome">One line, fit for an operator.</param>
public sealed record JobResult(JobEnd End, string Outcome, JobProgress Progress);
