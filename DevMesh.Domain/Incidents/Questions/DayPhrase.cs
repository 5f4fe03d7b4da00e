using System.Globalization;
using System.Text.RegularExpressions;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>A day that a question names, and where it says so.</summary>
/// <param name="Date">Midnight, UTC.</param>
internal sealed record DayPhrase(DateTime Date, int At, int Length)
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
    private const string Month =
        "(?<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
        + "|nov(?:ember)?|dec(?:ember)?)";
    private const string MonthStarts = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
    private const string OfMonth = "(?<d>[0-3]?[0-9])";
    private const string Lead = @"(?<lead>on |since |from |until |till |before |after |of )";

    private static readonly string[] Weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private static readonly Regex Iso = new(@"\b(?:on )?(?<y>20\d\d)-(?<mm>[01]\d)-(?<d>[0-3]\d)\b", Options);
    private static readonly Regex Dotted = new(
        @"\b(?:on )?(?<d>[0-3]?\d)\. ?(?<mm>[01]?\d)\.(?:(?<y>20\d\d|2\d)\b|(?<end>\s|[?!,;)]|$))", Options);
    private static readonly Regex Slashed = new(
        $@"\b{Lead}?(?:the )?(?<d>[0-3]?\d)/(?<mm>[0-3]?\d)(?:/(?<y>20\d\d|2\d))?\b", Options);
    private static readonly Regex MonthDay = new(
        $@"\b{Lead}?(?:the )?(?:{Month}\.? (?:the )?{OfMonth}(?<nth>st|nd|rd|th)?|{OfMonth}(?<nth>st|nd|rd|th)?\.? "
        + $@"(?:of )?{Month}\b)(?:,? (?<y>20\d\d))?\b", Options);
    private static readonly Regex Nth = new(
        $@"\b{Lead}the {OfMonth}(?<nth>st|nd|rd|th)(?:$|[?!.,;)]"
        + @"| (?:at|around|about|in|between|from|since|when|why|until)\b)", Options);
    private static readonly Regex DaysAgo = new(@"\b(?<n>\d{1,3}|a|one|two|three|four|five|six) days? ago\b", Options);
    private static readonly Regex Named = new(@"\b(?:the )?(?:day before yesterday|yesterday|today)\b", Options);
    private static readonly Regex Weekday = new(
        @"\b(?:(?:on |last |this |past )*(?<day>sunday|monday|tuesday|wednesday|thursday|friday|saturday)"
        + @"|(?<lead>on |since |last |until |from )(?<day>sun|mon|tues?|wed|thur?s?|fri|sat))\b", Options);

    public int End => At + Length;

    /// <summary>Whether it is a date such as 21.11.2026, and no version.</summary>
    public static bool IsDotted(string text) =>
        Dotted.Match(text) is { Success: true } match && match.Length == text.Length && match.Groups["y"].Success;

    /// <summary>Every day that is named, in the order of the text.</summary>
    /// <param name="text">In lower case.</param>
    public static IReadOnlyList<DayPhrase> All(string text, DateTime now)
    {
        DateTime today = now.Date;
        List<DayPhrase> found = [];
        Add(Iso, match => OfCalendar(match, today));
        Add(Dotted, match => match.Groups["y"].Success || !IsClock(text, match) ? OfCalendar(match, today) : null);
        Add(Slashed, match => IsSlashed(match) ? OfCalendar(match, today) : null);
        Add(MonthDay, match => IsMonthDay(match, text) ? OfCalendar(match, today) : null);
        Add(Nth, match => OfCalendar(match, today));
        Add(DaysAgo, match => Amounts.Parse(match.Groups["n"].Value) is { } days ? today.AddDays(-days) : null);
        Add(Named, match => today.AddDays(
            match.Value.Contains("before", StringComparison.Ordinal) ? -2
            : match.Value.EndsWith("yesterday", StringComparison.Ordinal) ? -1 : 0));
        Add(Weekday, match => IsName(text, match) ? null : OfWeekday(match, today));
        return [.. found.OrderBy(day => day.At)];

        void Add(Regex pattern, Func<Match, DateTime?> read)
        {
            foreach (Match match in pattern.Matches(text))
            {
                Group lead = match.Groups["lead"];
                int at = lead.Success && lead.Value is not ("on " or "last " or "of ") ? lead.Index + lead.Length : match.Index;
                int end = match.Groups["nth"] is { Success: true } nth && pattern == Nth ? nth.Index + nth.Length
                    : match.Groups["end"] is { Success: true } tail ? tail.Index : match.Index + match.Length;
                if (read(match) is { } date && !found.Exists(day => day.At < end && at < day.End))
                {
                    found.Add(new DayPhrase(date, at, end - at));
                }
            }
        }
    }

    /// <summary>"At 21.11." ends a sentence.</summary>
    private static bool IsClock(string text, Match match) =>
        Questions.Lead.Before(text, match.Index) is { Bound: Bound.At or Bound.Between } or { Bound: Bound.None, Vague: true };

    /// <summary>2/3 is a share as a rule, 21/11 a date.</summary>
    private static bool IsSlashed(Match match) =>
        match.Groups["y"].Success || match.Groups["lead"].Success
        || (match.Groups["d"].Length == 2 && match.Groups["mm"].Length == 2);

    /// <summary>May is a verb, too.</summary>
    private static bool IsMonthDay(Match match, string text) =>
        match.Groups["m"].Value is not "may" || match.Groups["lead"].Success || match.Groups["nth"].Success
        || match.Groups["y"].Success || text[(match.Index + match.Length)..].Trim() is "" or "?";

    /// <summary>mon-1 is a machine.</summary>
    private static bool IsName(string text, Match match) =>
        match.Index + match.Length is var end && end + 1 < text.Length && text[end] is '-' or '.' or '_'
        && char.IsLetterOrDigit(text[end + 1]);

    private static DateTime OfWeekday(Match match, DateTime today)
    {
        int back = ((int)today.DayOfWeek - Array.IndexOf(Weekdays, match.Groups["day"].Value[..3]) + 7) % 7;
        return today.AddDays(back == 0 && match.Value.Contains("last ", StringComparison.Ordinal) ? -7 : -back);
    }

    /// <summary>Without a year or a month the latest such day that is not to come.</summary>
    private static DateTime? OfCalendar(Match match, DateTime today)
    {
        int day = Number(match, "d") ?? 0;
        int? month = match.Groups["m"].Success
            ? (MonthStarts.IndexOf(match.Groups["m"].Value[..3], StringComparison.Ordinal) / 4) + 1
            : Number(match, "mm");
        if (month > 12 && day <= 12)
        {
            (day, month) = (month.Value, day);
        }

        int? year = Number(match, "y") is { } said ? said < 100 ? said + 2000 : said : null;
        DateTime at = month is null && day > today.Day ? today.AddMonths(-1) : today;
        if (!IsDate(year ?? at.Year, month ?? at.Month, day))
        {
            return null;
        }

        DateTime date = new(year ?? at.Year, month ?? at.Month, day, 0, 0, 0, DateTimeKind.Utc);
        return date <= today || year is not null ? date
            : IsDate(date.Year - 1, date.Month, day) ? date.AddYears(-1) : null;
    }

    private static bool IsDate(int year, int month, int day) =>
        month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    private static int? Number(Match match, string group) =>
        match.Groups[group] is { Success: true } found ? int.Parse(found.Value, CultureInfo.InvariantCulture) : null;
}
