using System.Globalization;
using DevMesh.Domain.Backfill;

namespace DevMesh.Functions.Backfill;

/// <summary>
/// Reads degrees from a file: one number, in degrees, or in thousandths as the files of /sys/class/thermal and of hwmon have
/// it. A number of 1000 or more is taken for thousandths.
/// </summary>
/// <param name="path">Empty when the settings name none.</param>
internal sealed partial class FileThermometer(string path, ILogger<FileThermometer> logger) : IThermometer
{
    private bool _hasWarned;

    public double? Read()
    {
        if (path.Length == 0)
        {
            return null;
        }

        try
        {
            if (double.TryParse(File.ReadAllText(path).Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && double.IsFinite(number))
            {
                return Math.Abs(number) >= 1000 ? number / 1000 : number;
            }

            Warn("it holds no number");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Warn(e.Message);
        }

        return null;
    }

    /// <summary>Once: it is read after every batch.</summary>
    private void Warn(string reason)
    {
        if (!_hasWarned)
        {
            _hasWarned = true;
            Log.Unreadable(logger, reason);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "BACKFILL_TEMPERATURE_FILE cannot be read, so backfills do not slow down for heat: {Reason}")]
        public static partial void Unreadable(ILogger logger, string reason);
    }
}
