namespace DevMesh.Domain.Backfill;

/// <summary>Port: when the timed jobs are due, as the settings say.</summary>
public interface IJobSchedules
{
    /// <summary>How a job that is due now is run: for the slot that has just begun, and within the limit of a run.</summary>
    /// <param name="job">One of <see cref="Jobs"/>.</param>
    JobCall Due(string job);
}
