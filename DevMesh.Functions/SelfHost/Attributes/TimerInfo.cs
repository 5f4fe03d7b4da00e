namespace DevMesh.Functions.SelfHost.Attributes;

/// <summary>What a timer function is told about its run, in the shape of the Azure Functions worker's type.</summary>
public sealed class TimerInfo
{
    /// <summary>Null without the schedule monitor, which is never used here.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether the run makes up for a missed one; only the schedule monitor knows.</summary>
    public bool IsPastDue { get; set; }
}

public sealed class ScheduleStatus
{
    public DateTime Last { get; set; }

    public DateTime Next { get; set; }

    public DateTime LastUpdated { get; set; }
}
