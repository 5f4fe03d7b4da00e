using System.Globalization;
using System.Text.RegularExpressions;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>A day that a question names, and where it says so.</summary>
/// <param name="Date">Midnight, UTC.</param>
internal sealed record DayPhrase(DateTime Date, int At, int Length)
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
    private const string Months = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";

    private static readonly string[] Weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    private static readonly Regex Iso = new(@"\b(?:on )?(?<date>20\d\d-[01]\d-[0-3]\d)\b", Options);
    private static readonly Regex Named = new(
        @"\b(?:the )?(?:day before yesterday|yesterday|today)\b", Options);
    private static readonly Regex Weekday = new(
        @"\b(?:on |last |this )?(?<day>sunday|monday|tuesday|wednesday|thursday|friday|saturday)\b", Options);
    private static readonly Regex DaysAgo = new(@"\b(?<n>\d{1,3}|a|one|two|three|four|five|six) days? ago\b", Options);
    private static readonly Regex MonthDay = new(
        $@"\b(?:on )?(?:(?<m>{Months})[a-z]*\.? (?<d>[0-3]?\d)|(?<d>[0-3]?\d)(?:st|nd|rd|th)?\.? "
        + $@"(?:of )?(?<m>{Months})[a-z]*)(?: (?<y>20\d\d))?\b", Options);

    /// <param name="text">In lower case.</param>
    public static DayPhrase? Find(string text, DateTime now)
    {
        DateTime today = now.Date;
        if (Iso.Match(text) is { Success: true } iso
            && DateTime.TryParseExact(iso.Groups["date"].Value, "yyyy-MM-dd", null,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime date))
        {
            return Of(date, iso);
        }

        if (MonthDay.Match(text) is { Success: true } month && OfMonth(month, today) is { } named)
        {
            return Of(named, month);
        }

        if (DaysAgo.Match(text) is { Success: true } ago && Amounts.Parse(ago.Groups["n"].Value) is { } days)
        {
            return Of(today.AddDays(-days), ago);
        }

        if (Named.Match(text) is { Success: true } word)
        {
            int back = word.Value.Contains("before", StringComparison.Ordinal) ? 2
                : word.Value.EndsWith("yesterday", StringComparison.Ordinal) ? 1 : 0;
            return Of(today.AddDays(-back), word);
        }

        if (Weekday.Match(text) is { Success: true } weekday)
        {
            int back = ((int)today.DayOfWeek - Array.IndexOf(Weekdays, weekday.Groups["day"].Value) + 7) % 7;
            bool before = back == 0 && weekday.Value.StartsWith("last", StringComparison.Ordinal);
            return Of(today.AddDays(before ? -7 : -back), weekday);
        }

        return null;
    }

    private static DayPhrase Of(DateTime date, Match match) => new(date, match.Index, match.Length);

    /// <summary>Without a year the latest such day that is not to come.</summary>
    private static DateTime? OfMonth(Match match, DateTime today)
    {
        int month = (Months.IndexOf(match.Groups["m"].Value[..3], StringComparison.Ordinal) / 4) + 1;
        int day = int.Parse(match.Groups["d"].Value, CultureInfo.InvariantCulture);
        int year = match.Groups["y"].Success ? int.Parse(match.Groups["y"].Value, CultureInfo.InvariantCulture) : today.Year;
        if (day is < 1 or > 31 || day > DateTime.DaysInMonth(year, month))
        {
            return null;
        }

        DateTime date = new(year, month, day, 0, 0, 0, DateTimeKind.Utc);
        return date > today && !match.Groups["y"].Success ? date.AddYears(-1) : date;
    }
}
