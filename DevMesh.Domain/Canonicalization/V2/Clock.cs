namespace DevMesh.Domain.Canonicalization.V2;

/// <summary>Times of day with seconds, and what may follow them: a fraction, AM or PM, a zone.</summary>
internal static class Clock
{
    /// <summary>The end of the time of day that starts there, or 0.</summary>
    public static int End(ReadOnlySpan<char> text, int at)
    {
        int end = Seconds(text, at, ':');
        if (end > 0)
        {
            return WithRest(text, end);
        }

        // 8:15 PM
        bool minutes = Digits.Small(text, at, out int hour) is >= 0 and <= 12 && Digits.At(text, hour) == ':' &&
            Digits.Count(text, hour + 1) == 2;
        int half = minutes ? HalfOfDay(text, hour + 3) : 0;
        return half > hour + 3 ? half : 0;
    }

    /// <summary>As <see cref="End"/>, for one that belongs to a date and may have points for colons: 15.42.50.363779.</summary>
    public static int EndAfterDate(ReadOnlySpan<char> text, int at)
    {
        int end = Seconds(text, at, ':');
        end = end > 0 ? end : Seconds(text, at, '.');
        if (end == 0)
        {
            // Without seconds, or without anything between: 08:15, 081530.
            int digits = Digits.Count(text, at);
            bool minutes = digits == 2 && Digits.At(text, at + 2) == ':' && Digits.Count(text, at + 3) == 2;
            end = digits == 6 ? at + 6 : minutes ? at + 5 : 0;
        }

        return end > 0 ? WithRest(text, end) : 0;
    }

    // With half of day and zone where they follow; 0 when a word goes on behind it all.
    private static int WithRest(ReadOnlySpan<char> text, int end)
    {
        int rest = Zone(text, HalfOfDay(text, end));
        rest = char.IsAsciiLetterOrDigit(Digits.At(text, rest)) ? end : rest;
        return char.IsAsciiLetterOrDigit(Digits.At(text, rest)) ? 0 : rest;
    }

    private static int Seconds(ReadOnlySpan<char> text, int at, char separator)
    {
        int hour = Digits.Small(text, at, out int end);
        if (hour is < 0 or > 24 || Digits.At(text, end) != separator)
        {
            return 0;
        }

        int minute = Digits.Small(text, end + 1, out int afterMinute);
        if (minute is < 0 or > 59 || afterMinute != end + 3 || Digits.At(text, afterMinute) != separator)
        {
            return 0;
        }

        int second = Digits.Small(text, afterMinute + 1, out end);
        if (second is < 0 or > 60 || end != afterMinute + 3)
        {
            return 0;
        }

        int fraction = Digits.At(text, end) is '.' or ',' or ':' ? Digits.Count(text, end + 1) : 0;
        if (fraction > 0)
        {
            end += fraction + 1;
        }

        // 00:1b:21:3c is no time, and neither is 10:20:30 in 10:20:30-x.
        char next = Digits.At(text, end);
        char afterNext = Digits.At(text, end + 1);
        bool zulu = next == 'Z' && !char.IsAsciiLetterOrDigit(afterNext);
        bool goesOn = char.IsAsciiLetterOrDigit(next) || (next == ':' && char.IsAsciiHexDigit(afterNext));
        return goesOn && !zulu ? 0 : end;
    }

    private static int HalfOfDay(ReadOnlySpan<char> text, int at)
    {
        int half = Digits.At(text, at) == ' ' ? at + 1 : at;
        return Digits.At(text, half) is 'A' or 'P' && Digits.At(text, half + 1) == 'M' &&
            !char.IsAsciiLetter(Digits.At(text, half + 2)) ? half + 2 : at;
    }

    // Z, +00:00, +0000 (after a space too) or a name such as UTC.
    private static int Zone(ReadOnlySpan<char> text, int at)
    {
        if (Digits.At(text, at) == 'Z' && !char.IsAsciiLetterOrDigit(Digits.At(text, at + 1)))
        {
            return at + 1;
        }

        int sign = Digits.At(text, at) == ' ' ? at + 1 : at;
        if (Digits.At(text, sign) is '+' or '-')
        {
            int digits = Digits.Count(text, sign + 1);
            bool colon = digits == 2 && Digits.At(text, sign + 3) == ':' && Digits.Count(text, sign + 4) == 2;
            return colon ? sign + 6 : digits == 4 ? sign + 5 : at;
        }

        if (sign == at || sign + 3 > text.Length || char.IsAsciiLetter(Digits.At(text, sign + 3)))
        {
            return at;
        }

        return text.Slice(sign, 3) is "UTC" or "GMT" or "CET" or "EST" or "EDT" or "CST" or "CDT" or "MST" or "MDT"
            or "PST" or "PDT" or "BST" or "IST" or "JST" ? sign + 3 : at;
    }
}
