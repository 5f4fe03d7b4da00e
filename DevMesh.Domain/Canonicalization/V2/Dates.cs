namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Dates and moments in the forms that programs log them in.</summary>
internal static class Dates
{
    /// <summary>The end of the date, moment or time of day that starts with a digit there, or 0.</summary>
    public static int AtDigit(ReadOnlySpan<char> text, int at, out VariableType type)
    {
        type = VariableType.Time;
        int digits = Digits.Count(text, at);
        int end = digits switch
        {
            4 => WithClock(text, at, YearFirst(text, at), ref type),
            8 when Digits.At(text, at + 8) is 'T' or '-' or '_' => Clock.EndAfterDate(text, at + 9),
            1 or 2 => AtSmallNumber(text, at, at + digits, ref type),
            _ => 0,
        };
        char next = Digits.At(text, end);
        next = next == '-' ? Digits.At(text, end + 1) : next;
        return end > 0 && char.IsAsciiLetterOrDigit(next) ? 0 : end;
    }

    /// <summary>As <see cref="AtDigit"/>, for those that start with the name of a day or a month.</summary>
    public static int AtName(ReadOnlySpan<char> text, int at, out VariableType type)
    {
        type = VariableType.Time;
        int end = NamedMoment(text, at, ref type);
        return char.IsAsciiLetterOrDigit(Digits.At(text, end)) ? 0 : end;
    }

    private static int NamedMoment(ReadOnlySpan<char> text, int at, ref VariableType type)
    {
        int month = at;
        if (IsDay(text, at))
        {
            int next = Digits.At(text, at + 3) == ',' ? at + 5 : at + 4;
            if (char.IsAsciiDigit(Digits.At(text, next)))
            {
                return DayMonth(text, next, ' ', ref type);
            }

            month = next;
        }

        if (!IsMonth(text, month) || Digits.At(text, month + 3) != ' ' ||
            Digits.Small(text, month + 4, out int day) is < 1 or > 31)
        {
            return 0;
        }

        // Nov 20 08:15:30 2026, Nov 20 2026 08:15:30, Nov 20, 2026
        int afterComma = Digits.At(text, day) == ',' ? day + 1 : day;
        int clock = Digits.At(text, day) == ' ' ? Clock.End(text, day + 1) : 0;
        if (clock > 0)
        {
            bool year = Digits.At(text, clock) == ' ' && Digits.Count(text, clock + 1) == 4 && IsYear(text, clock + 1);
            return year ? clock + 5 : clock;
        }

        if (Digits.At(text, afterComma) != ' ' || Digits.Count(text, afterComma + 1) != 4 || !IsYear(text, afterComma + 1))
        {
            return 0;
        }

        clock = Digits.At(text, afterComma + 5) == ' ' ? Clock.End(text, afterComma + 6) : 0;
        type = clock > 0 ? VariableType.Time : VariableType.Date;
        return clock > 0 ? clock : afterComma + 5;
    }

    // 2026-11-20, 2026/11/20, 2026.11.20
    private static int YearFirst(ReadOnlySpan<char> text, int at)
    {
        char separator = Digits.At(text, at + 4);
        if (separator is not ('-' or '/' or '.') || !IsYear(text, at) || Digits.Small(text, at + 5, out int month) is < 1 or > 12)
        {
            return 0;
        }

        return Digits.At(text, month) == separator && Digits.Small(text, month + 1, out int day) is >= 1 and <= 31 ? day : 0;
    }

    private static int AtSmallNumber(ReadOnlySpan<char> text, int at, int end, ref VariableType type)
    {
        char separator = text.Length > end ? text[end] : '\0';
        if (separator == ':')
        {
            return Clock.End(text, at);
        }

        if (separator is not ('/' or '-' or '.' or ' '))
        {
            return 0;
        }

        if (char.IsAsciiLetter(Digits.At(text, end + 1)))
        {
            return DayMonth(text, at, separator, ref type);
        }

        if (separator == ' ' || Digits.Small(text, end + 1, out int second) is < 1 or > 31)
        {
            return 0;
        }

        // 20/11/2026, 20.11.2026, 26/11/20 08:15:30, 11-20 08:15:30
        if (Digits.At(text, second) == separator)
        {
            int digits = Digits.Count(text, second + 1);
            bool year = digits == 4 && IsYear(text, second + 1);
            int date = year || digits == 2 ? second + 1 + digits : 0;
            int clock = date > 0 ? WithClock(text, at, date, ref type) : 0;
            return year || clock > date ? clock : 0;
        }

        return separator == '-' && Digits.At(text, second) == ' ' ? Clock.End(text, second + 1) : 0;
    }

    // 20/Nov/2026:08:15:30 +0000, 20 Nov 2026 08:15:30, 20-Nov-2026
    private static int DayMonth(ReadOnlySpan<char> text, int at, char separator, ref VariableType type)
    {
        int day = Digits.Small(text, at, out int end);
        if (day is < 1 or > 31 || Digits.At(text, end) != separator || !IsMonth(text, end + 1) ||
            Digits.At(text, end + 4) != separator)
        {
            return 0;
        }

        int year = end + 5;
        if (Digits.Count(text, year) == 4 && IsYear(text, year))
        {
            return WithClock(text, at, year + 4, ref type);
        }

        return separator == ' ' ? Clock.End(text, year) : 0;
    }

    // A date, with the time of day when one follows.
    private static int WithClock(ReadOnlySpan<char> text, int start, int date, ref VariableType type)
    {
        if (date == 0)
        {
            return 0;
        }

        int clock = Digits.At(text, date) switch
        {
            'T' or '_' or '-' or ':' => Clock.EndAfterDate(text, date + 1),
            ' ' when Digits.At(text, date + 1) == '-' && Digits.At(text, date + 2) == ' ' => Clock.End(text, date + 3),
            ' ' => Clock.End(text, date + 1),
            _ => 0,
        };
        type = clock > 0 ? VariableType.Time : VariableType.Date;
        return clock > 0 ? clock : date;
    }

    private static bool IsYear(ReadOnlySpan<char> text, int at) =>
        at + 4 <= text.Length && ((text[at] == '1' && text[at + 1] == '9') || (text[at] == '2' && text[at + 1] <= '1'));

    private static bool IsMonth(ReadOnlySpan<char> text, int at) =>
        at + 3 <= text.Length && text.Slice(at, 3) is "Jan" or "Feb" or "Mar" or "Apr" or "May" or "Jun" or "Jul" or "Aug"
            or "Sep" or "Oct" or "Nov" or "Dec";

    private static bool IsDay(ReadOnlySpan<char> text, int at) =>
        at + 3 <= text.Length && text.Slice(at, 3) is "Mon" or "Tue" or "Wed" or "Thu" or "Fri" or "Sat" or "Sun";
}
