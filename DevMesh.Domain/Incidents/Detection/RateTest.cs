namespace DevMesh.Domain.Incidents.Detection;

/// <summary>How surprising a count is, given a baseline of hourly counts.</summary>
internal static class RateTest
{
    // A Gamma prior of half an event in one hour: one line of a template that a node never had is no proof of anything when
    // the node has a baseline of an hour, and a strong sign when it has one of a week.
    private const double PriorEvents = 0.5;
    private const double PriorHours = 1;

    /// <summary>
    /// Events expected in <paramref name="hours"/>, from <paramref name="events"/> in <paramref name="baselineHours"/>: the mean
    /// of the posterior of a Poisson rate, shrunk towards a small prior.
    /// </summary>
    public static double Expected(double hours, double events, double baselineHours) =>
        hours * (events + PriorEvents) / (baselineHours + PriorHours);

    /// <summary>
    /// Half the log-likelihood ratio (G/2, in nats) of a Poisson count against its expectation, divided by how much more than
    /// Poisson the baseline varies (the quasi-Poisson way): bursts that are usual for a template do not surprise.
    /// </summary>
    /// <param name="dispersion">Variance over mean of the hourly counts; 1 or less counts as 1.</param>
    public static double Score(double count, double expected, double dispersion)
    {
        double half = (count > 0 ? count * Math.Log(count / expected) : 0) - (count - expected);
        return Math.Max(0, half / Math.Max(1, dispersion));
    }

    /// <summary>Variance over mean of hourly counts, of which <paramref name="hours"/> there are, zeros included.</summary>
    public static double Dispersion(double sum, double sumOfSquares, double hours)
    {
        if (sum <= 0 || hours <= 1)
        {
            return 1;
        }

        double mean = sum / hours;
        return Math.Max(1, ((sumOfSquares / hours) - (mean * mean)) / mean);
    }
}
