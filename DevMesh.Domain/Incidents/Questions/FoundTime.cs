namespace DevMesh.Domain.Incidents.Questions;

/// <summary>The time that a question names.</summary>
/// <param name="Window">Null when it is "since the reboot" alone, which only the logs know.</param>
/// <param name="Phrases">Where it says so: start and length of each part.</param>
/// <param name="Boot">The words about a reboot, with the machine if they name one; null without.</param>
internal sealed record FoundTime(TimeWindow? Window, IReadOnlyList<(int At, int Length)> Phrases, string? Boot = null)
{
    public bool SinceBoot => Boot is not null;

    /// <summary>
    /// A window ends now at the latest, unless it lies ahead as a whole: then it is empty, and says so by what it finds.
    /// </summary>
    public static FoundTime Of(TimeWindow window, DateTime now, params (int At, int Length)[] phrases) =>
        new(window.Until > now && window.Since < now ? window with { Until = now } : window, phrases);
}
