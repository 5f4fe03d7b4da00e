using System.Globalization;
using System.Text.RegularExpressions;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>Times that a question tells in full, and times that it counts back from now.</summary>
internal static class RelativePhrases
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
    private const string About = "(?<vague>about |around |some |roughly |over |more than |at least |nearly |almost |the )*";

    private static readonly TimeSpan HalfHour = TimeSpan.FromMinutes(30);

    /// <summary>An hour of a clock, not an amount, from here on: "since 16h".</summary>
    private const int LeastClockHour = 7;

    private static readonly Regex IsoTime = new(
        @"20\d\d-[01]\d-[0-3]\d[t ][0-2]?\d:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:z|[+-][0-2]\d:?[0-5]\d)?", Options);
    private static readonly Regex Last = new(
        $@"\b(?:(?:in|over|during|within|for|of|from) )?(?:the )?(?:last|past|previous) "
        + $@"(?:(?<n>{Amounts.Pattern}) )?(?<unit>{Amounts.UnitPattern})\b"
        + $@"|\b(?:in|over|during|within|for|of|from) (?:the )?(?:last|past) (?<n>\d{{1,4}})(?<unit>{Amounts.UnitPattern})\b"
        + $@"|\b(?:last|past) (?<n>\d{{1,4}})(?<unit>{Amounts.UnitPattern})\b", Options);
    private static readonly Regex Ago = new(
        $@"\b(?<since>since )?{About}(?<n>{Amounts.Pattern})\s?"
        + "(?<unit>seconds?|secs?|minutes?|mins?|min|hours?|hrs?|h|weeks?)(?: or (?:so|two))? ago\\b", Options);
    private static readonly Regex Lasting = new(
        $@"\b(?<lead>since|for) {About}(?<n>{Amounts.Pattern})\s?(?<unit>{Amounts.UnitPattern})(?: or so)?(?: now| already)?\b",
        Options);
    private static readonly Regex JustNow = new(@"\b(?:just now|right now|at the moment|currently)\b", Options);

    /// <summary>Times such as 2026-11-20T03:10Z.</summary>
    public static FoundTime? Iso(string text, DateTime now)
    {
        Match[] found = [.. IsoTime.Matches(text).Cast<Match>()];
        DateTime[] times = [.. found.Select(match => DateTime.TryParse(
            match.Value.Replace('t', ' '), CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time) ? time : default)];
        if (times.Length == 0 || times.Contains(default))
        {
            return null;
        }

        Lead[] leads = [.. found.Select(match => Lead.Before(text, match.Index))];
        (int, int)[] phrases = [.. found.Select((match, i) => (leads[i].At, match.Index + match.Length - leads[i].At))];
        TimeWindow window = times.Length > 1
            ? new TimeWindow(times.Min(), times.Max())
            : ClockWindow.At(new ClockTime(default, Exact: true), leads[0], leads[0].Vague, times[0], now);
        return FoundTime.Of(window, now, phrases);
    }

    /// <summary>"In the last two hours", "20 minutes ago", "since two days".</summary>
    public static FoundTime? Back(string text, DateTime now)
    {
        if (Last.Match(text) is { Success: true } last)
        {
            double amount = last.Groups["n"].Success ? Amounts.Parse(last.Groups["n"].Value) ?? 1 : 1;
            return Until(now, Amounts.UnitOf(last.Groups["unit"].Value) * Math.Max(amount, 1.0 / 60), last);
        }

        if (Ago.Match(text) is { Success: true } ago && Amounts.Parse(ago.Groups["n"].Value) is { } back)
        {
            TimeSpan unit = Amounts.UnitOf(ago.Groups["unit"].Value);
            TimeSpan side = Side(unit);
            DateTime then = now - (unit * back);
            return ago.Groups["since"].Success
                ? Until(now, (unit * back) + side, ago)
                : FoundTime.Of(new TimeWindow(then - side, then + side), now, (ago.Index, ago.Length));
        }

        return Lasts(text, "since", now);
    }

    /// <summary>"For two hours" and "right now" stand beside other times, which win.</summary>
    public static FoundTime? Going(string text, DateTime now) =>
        Lasts(text, "for", now) ?? (JustNow.Match(text) is { Success: true } current ? Until(now, HalfHour, current) : null);

    private static FoundTime? Lasts(string text, string lead, DateTime now)
    {
        foreach (Match match in Lasting.Matches(text).Where(match => match.Groups["lead"].Value == lead))
        {
            string unit = match.Groups["unit"].Value;
            if (Amounts.Parse(match.Groups["n"].Value) is { } amount
                && !(unit is "h" && amount >= LeastClockHour && lead is "since"))
            {
                TimeSpan one = Amounts.UnitOf(unit);
                return Until(now, (one * amount) + Side(one), match);
            }
        }

        return null;
    }

    /// <summary>How far to each side of a time that is counted back in units one looks.</summary>
    private static TimeSpan Side(TimeSpan unit) =>
        unit >= TimeSpan.FromDays(1) ? TimeSpan.FromHours(12) : unit >= TimeSpan.FromHours(1) ? HalfHour : HalfHour / 2;

    private static FoundTime Until(DateTime now, TimeSpan length, Match match) =>
        FoundTime.Of(new TimeWindow(now - length, now), now, (match.Index, match.Length));
}
