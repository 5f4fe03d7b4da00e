namespace DevMesh.Domain.Canonicalization.V1;

/// <summary>
/// Points in time as logs write them, over as many tokens as they take: ISO 8601 and its relatives with slashes or a
/// space, access logs (<c>20/Nov/2026:08:15:30 +0000</c>), syslog and HTTP dates (<c>Nov 20 08:15:30</c>,
/// <c>Fri, 20 Nov 2026 08:15:30 GMT</c>), klog (<c>I1120 08:15:30.123456</c>), and a time of day alone.
/// </summary>
internal static class Timestamp
{
    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private const string Days = "MonTueWedThuFriSatSun";

    /// <summary>Whether the text starts with a point in time that ends at the end of a token.</summary>
    public static bool TryMatch(ReadOnlySpan<char> text, out int length)
    {
        length = 0;
        if (text.Length < 8 || !(char.IsAsciiDigit(text[0]) || char.IsAsciiLetterUpper(text[0])))
        {
            return false;
        }

        int end = char.IsAsciiDigit(text[0]) ? OfDigits(text) : OfNames(text);
        if (end <= 0 || (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || IsJoined(text, end))))
        {
            return false;
        }

        length = end;
        return true;
    }

    // A letter or digit after '-', '_', ':' or '/' makes it a part of a longer name.
    private static bool IsJoined(ReadOnlySpan<char> text, int end) =>
        text[end] is '-' or '_' or ':' or '/' && end + 1 < text.Length && char.IsAsciiLetterOrDigit(text[end + 1]);

    private static int OfDigits(ReadOnlySpan<char> text)
    {
        int digits = Digits(text, 0);
        if (digits == 4 && text[4] is '-' or '/' && Digits(text, 5) == 2 && At(text, 7) == text[4] && Digits(text, 8) == 2)
        {
            int clock = At(text, 10) is 'T' or ' ' or '_' or '-' ? Clock(text, 11) : 0;
            return clock > 0 ? Zone(text, clock) : 10;
        }

        if (digits == 2 && text[2] == '/' && IsOneOf(text, 3, Months) && At(text, 6) == '/' && Digits(text, 7) == 4)
        {
            int clock = At(text, 11) is ':' or ' ' ? Clock(text, 12) : 0;
            return clock > 0 ? Zone(text, clock) : 11;
        }

        if (digits is 1 or 2)
        {
            if (At(text, digits) == ' ' && IsOneOf(text, digits + 1, Months))
            {
                return DayMonth(text, 0);
            }

            int clock = Clock(text, 0);
            return clock > 0 ? Zone(text, clock) : 0;
        }

        return 0;
    }

    private static int OfNames(ReadOnlySpan<char> text)
    {
        if (text[0] is 'I' or 'W' or 'E' or 'F' && Digits(text, 1) == 4 && At(text, 5) == ' ')
        {
            return Clock(text, 6);
        }

        int at = 0;
        if (IsOneOf(text, 0, Days))
        {
            at = At(text, 3) == ',' && At(text, 4) == ' ' ? 5 : At(text, 3) == ' ' ? 4 : 0;
            if (at == 0)
            {
                return 0;
            }
        }

        return at > 0 && Digits(text, at) > 0 ? DayMonth(text, at) : MonthDay(text, at);
    }

    // Nov 20 08:15:30 [2026]
    private static int MonthDay(ReadOnlySpan<char> text, int at)
    {
        if (!IsOneOf(text, at, Months) || At(text, at + 3) != ' ' || Digits(text, at + 4) is not (1 or 2))
        {
            return 0;
        }

        int day = at + 4 + Digits(text, at + 4);
        int clock = At(text, day) == ' ' ? Clock(text, day + 1) : 0;
        if (clock == 0)
        {
            return 0;
        }

        clock = Zone(text, clock);
        return At(text, clock) == ' ' && Digits(text, clock + 1) == 4 ? clock + 5 : clock;
    }

    // 20 Nov 2026 08:15:30
    private static int DayMonth(ReadOnlySpan<char> text, int at)
    {
        int month = at + Digits(text, at) + 1;
        if (!IsOneOf(text, month, Months) || At(text, month + 3) != ' ' || Digits(text, month + 4) != 4)
        {
            return 0;
        }

        int clock = At(text, month + 8) == ' ' ? Clock(text, month + 9) : 0;
        return clock > 0 ? Zone(text, clock) : 0;
    }

    // H:MM:SS with a fraction, which MariaDB writes with one digit for the hour; the end of it, or 0.
    private static int Clock(ReadOnlySpan<char> text, int at)
    {
        int hour = Digits(text, at);
        int minute = at + hour + 1;
        if (hour is not (1 or 2) || At(text, minute - 1) != ':' || Digits(text, minute) != 2)
        {
            return 0;
        }

        if (At(text, minute + 2) != ':' || Digits(text, minute + 3) != 2)
        {
            return 0;
        }

        int end = minute + 5;
        int fraction = At(text, end) is '.' or ',' ? Digits(text, end + 1) : 0;
        return fraction > 0 ? end + 1 + fraction : end;
    }

    // Z, +00:00, +0000 (after a space too), UTC or GMT; the end of it.
    private static int Zone(ReadOnlySpan<char> text, int at)
    {
        if (At(text, at) == 'Z')
        {
            return at + 1;
        }

        int sign = At(text, at) == ' ' ? at + 1 : at;
        if (At(text, sign) is '+' or '-')
        {
            int digits = Digits(text, sign + 1);
            bool colon = digits == 2 && At(text, sign + 3) == ':' && Digits(text, sign + 4) == 2;
            return colon ? sign + 6 : digits == 4 ? sign + 5 : at;
        }

        return sign > at && text[sign..] is ['U', 'T', 'C', ..] or ['G', 'M', 'T', ..] ? sign + 3 : at;
    }

    private static char At(ReadOnlySpan<char> text, int at) => at < text.Length ? text[at] : '\0';

    // How many digits stand there, counted up to 10.
    private static int Digits(ReadOnlySpan<char> text, int at)
    {
        int count = 0;
        while (count < 10 && char.IsAsciiDigit(At(text, at + count)))
        {
            count++;
        }

        return count;
    }

    private static bool IsOneOf(ReadOnlySpan<char> text, int at, string names)
    {
        if (at + 3 > text.Length)
        {
            return false;
        }

        for (int i = 0; i < names.Length; i += 3)
        {
            if (text.Slice(at, 3).SequenceEqual(names.AsSpan(i, 3)))
            {
                return true;
            }
        }

        return false;
    }
}
