using System.Globalization;

namespace DevMesh.Domain.Time;

/// <summary>Times on the wire: RFC 3339, read with any offset, written in UTC with six digits of a second.</summary>
public static class Rfc3339
{
    /// <summary>What is accepted, for error messages.</summary>
    public const string Accepted = "an RFC 3339 time with its offset, such as 2026-11-22T07:30:00Z or 2026-11-22T09:30:00.25+02:00";

    private const string WrittenFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private const int SecondsPerDay = 24 * 60 * 60;

    /// <summary>The length of a written time, in characters and in bytes.</summary>
    public const int WrittenLength = 27;

    /// <summary>
    /// Reads a date-time of RFC 3339, section 5.6, with its offset. Digits beyond the microsecond are cut. A leap second
    /// counts as the second after it. A space may stand for the T.
    /// </summary>
    /// <param name="utc">UTC, whole microseconds.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTime utc)
    {
        utc = default;
        if (text.Length < 20
            || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or 't' or ' ') || text[13] != ':' || text[16] != ':'
            || !Digits(text[..4], out int year) || !Digits(text[5..7], out int month) || !Digits(text[8..10], out int day)
            || !Digits(text[11..13], out int hour) || !Digits(text[14..16], out int minute)
            || !Digits(text[17..19], out int second)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        ReadOnlySpan<char> rest = text[19..];
        if (!TryReadFraction(ref rest, out int microseconds) || !TryReadOffset(rest, out int offsetSeconds))
        {
            return false;
        }

        long ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks
            + (((hour * 60L) + minute) * 60 + second - offsetSeconds) * TimeSpan.TicksPerSecond
            + microseconds * TimeSpan.TicksPerMicrosecond;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        utc = new DateTime(ticks, DateTimeKind.Utc);
        return true;
    }

    /// <summary>The time cut to whole microseconds, the precision of the store.</summary>
    public static DateTime ToMicroseconds(DateTime utc) => new(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);

    /// <summary>Writes 27 characters, such as <c>2026-11-22T07:30:00.000000Z</c>.</summary>
    public static string Format(DateTime utc) => utc.ToString(WrittenFormat, CultureInfo.InvariantCulture);

    /// <summary>Writes the same as UTF-8 into at least <see cref="WrittenLength"/> bytes.</summary>
    public static void Format(DateTime utc, Span<byte> utf8) =>
        utc.TryFormat(utf8, out _, WrittenFormat, CultureInfo.InvariantCulture);

    private static bool TryReadFraction(ref ReadOnlySpan<char> rest, out int microseconds)
    {
        microseconds = 0;
        if (rest[0] != '.')
        {
            return true;
        }

        int length = rest[1..].IndexOfAnyExceptInRange('0', '9');
        if (length <= 0)
        {
            return false; // no digit, or nothing after the digits where the offset must be
        }

        for (int i = 0; i < 6; i++)
        {
            microseconds = microseconds * 10 + (i < length ? rest[1 + i] - '0' : 0);
        }

        rest = rest[(1 + length)..];
        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<char> rest, out int seconds)
    {
        seconds = 0;
        if (rest is "Z" or "z")
        {
            return true;
        }

        if (rest.Length != 6 || rest[0] is not ('+' or '-') || rest[3] != ':'
            || !Digits(rest[1..3], out int hours) || !Digits(rest[4..6], out int minutes) || minutes > 59)
        {
            return false;
        }

        seconds = (hours * 60 + minutes) * 60 * (rest[0] == '-' ? -1 : 1);
        return Math.Abs(seconds) < SecondsPerDay;
    }

    private static bool Digits(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
