namespace DevMesh.Functions.SelfHost.Attributes;

/// <summary>Marks the timer of a function that runs on a schedule, in the shape of the Azure Functions worker's attribute.</summary>
/// <param name="schedule">Six cron fields from seconds to weekdays, in UTC, or <c>%SETTING%</c>, which names a setting that holds them.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : Attribute
{
    public string Schedule { get; } = schedule;

    /// <summary>Whether the host remembers the last run in a storage account. There is none here: set it to false.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Whether the function also runs once as the process starts.</summary>
    public bool RunOnStartup { get; set; }
}
