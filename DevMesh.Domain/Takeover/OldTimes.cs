using System.Globalization;
using DevMesh.Domain.Time;

namespace DevMesh.Domain.Takeover;

/// <summary>
/// Reads the times of the old platform: with an offset, since the epoch (in seconds, milli-, micro- or nanoseconds, told
/// apart by how large they are), or without a zone, which is then the one given here.
/// </summary>
public sealed class OldTimes(TimeZoneInfo zone)
{
    private const decimal LargestSeconds = 1e11m; // the year 5138; as milliseconds that is 1973

    private static readonly string[] Local =
        ["yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"];

    /// <param name="text">As the database writes it; of a TIMESTAMP its seconds since the epoch.</param>
    /// <returns>UTC, whole microseconds; null for what is no time.</returns>
    public DateTime? Read(string? text, OldKind kind)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return kind switch
        {
            OldKind.LocalTime => ReadLocal(text),
            OldKind.Instant => ReadEpoch(text, secondsOnly: true),
            OldKind.Number => ReadEpoch(text, secondsOnly: false),
            _ => Rfc3339.TryParse(text.AsSpan().Trim(), out DateTime utc) ? utc
                : ReadLocal(text.Trim()) ?? ReadEpoch(text.Trim(), secondsOnly: false),
        };
    }

    /// <summary>
    /// An hour that occurs twice, when clocks are put back, counts as the second one; one that is left out as if it were not.
    /// </summary>
    private DateTime? ReadLocal(string text)
    {
        if (!DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
        {
            return null;
        }

        return OfTicks(local.Ticks - zone.GetUtcOffset(local).Ticks);
    }

    private static DateTime? ReadEpoch(string text, bool secondsOnly)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
        {
            return null;
        }

        decimal size = Math.Abs(number);
        decimal perSecond = secondsOnly || size < LargestSeconds ? 1
            : size < LargestSeconds * 1000 ? 1000
            : size < LargestSeconds * 1_000_000 ? 1_000_000
            : 1_000_000_000;
        decimal seconds = number / perSecond;
        return Math.Abs(seconds) > LargestSeconds * 3 ? null
            : OfTicks(DateTime.UnixEpoch.Ticks + (long)(seconds * TimeSpan.TicksPerSecond));
    }

    private static DateTime? OfTicks(long ticks) =>
        ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks ? null
            : Rfc3339.ToMicroseconds(new DateTime(ticks, DateTimeKind.Utc));
}
