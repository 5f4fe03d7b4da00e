namespace DevMesh.Bench.Soak;

/// <summary>One thing that a soak must show, and whether it did.</summary>
/// <param name="Holds">Null when the run was too short to tell.</param>
internal sealed record SoakVerdict(string What, bool? Holds, string Figures)
{
    /// <summary>Fewer slices than these say nothing of a trend; the first warms up and is left out of trends.</summary>
    private const int LeastMinutes = 4;

    private const double MostRowsOff = 0.05;
    private const double LeastOfRate = 0.98;
    private const double MostMemory = 0.10;
    private const double MostLatency = 0.25;

    // On a run of short answers a quarter is less than two runs differ by.
    private const double SmallLatency = 10;

    /// <summary>Judges a run by its slices.</summary>
    /// <param name="rate">Logs per second that were to be sent.</param>
    /// <param name="keep">Logs that retention was to hold.</param>
    public static IReadOnlyList<SoakVerdict> Of(IReadOnlyList<SoakMinute> minutes, double rate, long keep)
    {
        double kept = minutes.Average(minute => minute.LogsPerSecond) / rate;
        long least = minutes.Min(minute => minute.Rows);
        long most = minutes.Max(minute => minute.Rows);
        return
        [
            new("no error", minutes.Sum(minute => minute.Errors) == 0, $"{minutes.Sum(minute => minute.Errors)} errors"),
            new("the rate is kept", kept >= LeastOfRate, $"{kept:P1} of {rate:N0} logs/s stored"),
            new("retention holds", Math.Abs(least - keep) <= keep * MostRowsOff && Math.Abs(most - keep) <= keep * MostRowsOff,
                $"{least:N0} to {most:N0} rows of {keep:N0}"),
            Trend("memory of the app is flat", minutes, minute => minute.Megabytes, MostMemory, 0, "MB"),
            Trend("p99 of ingest does not grow", minutes, minute => minute.IngestP99, MostLatency, SmallLatency, "ms"),
            Trend("p99 of queries does not grow", minutes, minute => minute.QueryP99, MostLatency, SmallLatency, "ms"),
        ];
    }

    public override string ToString() => $"{(Holds is null ? "too short" : Holds.Value ? "yes" : "NO")}: {What} ({Figures})";

    /// <summary>Whether a figure grows over the run by more than a part of its median.</summary>
    /// <param name="small">A growth that never counts.</param>
    private static SoakVerdict Trend(
        string what, IReadOnlyList<SoakMinute> minutes, Func<SoakMinute, double> figure, double most, double small, string unit)
    {
        double[] values = [.. minutes.Select(figure).Skip(1)];
        if (minutes.Count < LeastMinutes)
        {
            return new SoakVerdict(what, null, $"{minutes.Count} slices");
        }

        double median = Running.Percentile.Of(values, 50);
        double growth = Slope(values) * (values.Length - 1);
        return new SoakVerdict(
            what,
            growth <= Math.Max(median * most, small),
            $"{growth:+0.0;-0.0;0.0} {unit} over the run, median {median:N1} {unit}, at most {Math.Max(median * most, small):N1} {unit} allowed");
    }

    /// <summary>Growth per slice: the median of the slopes between any two (Theil and Sen), which one bad minute does not move.</summary>
    internal static double Slope(double[] values)
    {
        List<double> slopes = [];
        for (int i = 0; i < values.Length; i++)
        {
            for (int j = i + 1; j < values.Length; j++)
            {
                slopes.Add((values[j] - values[i]) / (j - i));
            }
        }

        slopes.Sort();
        int middle = slopes.Count / 2;
        return slopes.Count % 2 == 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2;
    }
}
