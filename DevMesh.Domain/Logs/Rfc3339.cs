using System.Globalization;

namespace DevMesh.Domain.Logs;

/// <summary>
/// Times on the wire (RFC 3339, section 5.6): a date, <c>T</c> or a space, a time with at most nine fractional digits, and
/// <c>Z</c> or an offset. Read and written in UTC, cut to whole microseconds.
/// </summary>
public static class Rfc3339
{
    /// <summary>What is accepted, for error messages.</summary>
    public const string Accepted = "an RFC 3339 time with offset, such as 2026-11-22T10:00:00.123456Z or 2026-11-22T11:00:00+01:00";

    private const int SecondsEnd = 19; // length of yyyy-MM-ddTHH:mm:ss
    private const int MaxFraction = 9;

    public static bool TryParse(ReadOnlySpan<char> text, out DateTime utc)
    {
        utc = default;
        if (text.Length < SecondsEnd + 1
            || text[10] is not ('T' or 't' or ' ')
            || !DateTime.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date)
            || !TimeOnly.TryParseExact(text[11..SecondsEnd], "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time)
            || !TryReadFraction(text[SecondsEnd..], out long microseconds, out int length)
            || !TryReadOffset(text[(SecondsEnd + length)..], out TimeSpan offset))
        {
            return false;
        }

        long ticks = date.Ticks + time.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond) - offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        utc = new DateTime(ticks, DateTimeKind.Utc);
        return true;
    }

    /// <summary>UTC with six fractional digits and <c>Z</c>.</summary>
    public static string Format(DateTime utc) => utc.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    /// <summary>The time cut to whole microseconds, the precision of the store.</summary>
    public static DateTime ToMicroseconds(DateTime utc) => new(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);

    private static bool TryReadFraction(ReadOnlySpan<char> text, out long microseconds, out int length)
    {
        microseconds = 0;
        length = 0;
        if (text[0] != '.')
        {
            return true;
        }

        ReadOnlySpan<char> digits = text[1..];
        int count = digits.IndexOfAnyExceptInRange('0', '9');
        if (count is < 1 or > MaxFraction)
        {
            return false;
        }

        for (int i = 0; i < 6; i++)
        {
            microseconds = (microseconds * 10) + (i < count ? digits[i] - '0' : 0);
        }

        length = 1 + count;
        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is "Z" or "z")
        {
            return true;
        }

        if (text.Length != 6
            || text[0] is not ('+' or '-')
            || !TimeOnly.TryParseExact(text[1..], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time))
        {
            return false;
        }

        offset = text[0] == '-' ? -time.ToTimeSpan() : time.ToTimeSpan();
        return true;
    }
}
