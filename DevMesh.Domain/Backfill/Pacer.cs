using Microsoft.Extensions.Logging;

namespace DevMesh.Domain.Backfill;

/// <summary>How fast a backfill goes.</summary>
/// <param name="BatchSize">Rows at a time; at least 1.</param>
/// <param name="Delay">Between two batches, so that the machine behind the gateway keeps cool and others get their turn.</param>
/// <param name="LatencyCeiling">A batch that takes longer lengthens the delay; null for no ceiling.</param>
/// <param name="TemperatureCeiling">In degrees Celsius; above it the delay is lengthened.</param>
public sealed record PaceOptions(
    int BatchSize, TimeSpan Delay, TimeSpan? LatencyCeiling = null, double TemperatureCeiling = double.PositiveInfinity);

/// <summary>Port: how hot the machine is that embeds.</summary>
public interface IThermometer
{
    /// <summary>Degrees Celsius; null when nothing can be read.</summary>
    double? Read();
}

/// <summary>
/// The pauses of one run. While a ceiling is passed, each pause is longer than the one before by twice as much, up to
/// <see cref="LongestExtra"/>; below it, what was added is halved with each batch until nothing is left of it.
/// </summary>
public sealed partial class Pacer(PaceOptions options, IThermometer thermometer, TimeProvider clock, ILogger logger)
{
    public static readonly TimeSpan FirstExtra = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan LongestExtra = TimeSpan.FromMinutes(1);

    private TimeSpan _extra;

    public int BatchSize => options.BatchSize;

    /// <summary>Waits as long as it takes after a batch.</summary>
    /// <param name="took">How long the batch took.</param>
    public Task PauseAsync(TimeSpan took, CancellationToken ct)
    {
        TimeSpan pause = NextPause(took);
        return pause > TimeSpan.Zero ? Task.Delay(pause, clock, ct) : Task.CompletedTask;
    }

    internal TimeSpan NextPause(TimeSpan took)
    {
        double? degrees = double.IsFinite(options.TemperatureCeiling) ? thermometer.Read() : null;
        bool isBeyond = took > options.LatencyCeiling || degrees > options.TemperatureCeiling;
        TimeSpan before = _extra;
        _extra = isBeyond ? TimeSpan.FromTicks(Math.Clamp(_extra.Ticks * 2, FirstExtra.Ticks, LongestExtra.Ticks))
            : _extra > FirstExtra ? _extra / 2
            : TimeSpan.Zero;
        if (_extra > before)
        {
            Log.Slower(logger, options.Delay + _extra, took.TotalSeconds, degrees);
        }

        return options.Delay + _extra;
    }

    private static partial class Log
    {
        [LoggerMessage(330, LogLevel.Information,
            "A ceiling is passed: the next pause is {Pause} long (the last batch took {Seconds:N1} s, {Degrees} degrees)")]
        public static partial void Slower(ILogger logger, TimeSpan pause, double seconds, double? degrees);
    }
}
