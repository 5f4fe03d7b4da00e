using System.Globalization;
using System.Text.RegularExpressions;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>The time that a question names.</summary>
/// <param name="Window">Null when it is "since the reboot", which only the logs know.</param>
/// <param name="Phrases">Where it says so: start and length of each part.</param>
internal sealed record FoundTime(TimeWindow? Window, IReadOnlyList<(int At, int Length)> Phrases)
{
    public bool SinceBoot => Window is null;
}

/// <summary>
/// Finds the time in a question, as an operator would mean it: a clock time without a day is the last such time, "around" is
/// half an hour to each side, "last night" is 22:00 to 06:00. All times are UTC.
/// </summary>
internal static class TimePhrases
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
    private const string T = ClockTime.Pattern;
    private const string Sure = ClockTime.SurePattern;

    /// <summary>How far "around 03:10" reaches to each side.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(30);

    /// <summary>How far before "at 14:05" one looks: what is noticed at a time began a little earlier.</summary>
    private static readonly TimeSpan JustBefore = TimeSpan.FromMinutes(15);

    private static readonly Regex Boot = new(
        @"\b(?:since|after|from) (?:the |its |his |that )?"
        + @"(?:(?:last|latest|previous|most recent|it|was|were|machine|node|server|host|has|been|got|had) )*"
        + @"(?:reboot(?:ed)?|boot(?:ed)?|restart(?:ed)?|came (?:back )?up|came back)\b", Options);
    private static readonly Regex Relative = new(
        $@"\b(?:(?:in|over|during|within|for|of|from) )?(?:the )?(?:last|past|previous) "
        + $@"(?:(?<n>{Amounts.Pattern}) )?(?<unit>{Amounts.UnitPattern})\b"
        + $@"|\b(?:in|over|during|within|for|of|from) (?:the )?(?:last|past) (?<n>\d{{1,4}})(?<unit>{Amounts.UnitPattern})\b"
        + $@"|\b(?:last|past) (?<n>\d{{1,4}})(?<unit>{Amounts.UnitPattern})\b", Options);
    private static readonly Regex Ago =
        new($@"\b(?:about |around |some )?(?<n>{Amounts.Pattern})\s?"
        + @"(?<unit>seconds?|secs?|minutes?|mins?|min|hours?|hrs?|h|weeks?) ago\b", Options);
    private static readonly Regex JustNow = new(@"\b(?:just now|right now|at the moment|currently)\b", Options);
    private static readonly Regex IsoTime = new(
        @"20\d\d-[01]\d-[0-3]\d[t ][0-2]?\d:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:z|[+-][0-2]\d:?[0-5]\d)?", Options);
    private static readonly Regex Lead = new(@"\b(?:since|after|from|before|until|till|by|around|about|at|near|circa)\s?$",
        Options);
    private static readonly Regex Between = new(
        $@"\b(?:between|from) (?<first>{T}) ?(?:and|to|until|till|-|–) ?(?<last>{T})(?:\b|$)"
        + $@"|\b(?<first>{Sure}) ?(?:-|–|to|until|till) ?(?<last>{Sure})(?:\b|$)", Options);
    private static readonly Regex Bounded =
        new($@"\b(?<lead>shortly after|since|after|from|before|until|till|by) (?:about |around )?"
            + $@"(?<clock>{Sure}|(?:[01]?\d|2[0-3])(?:$|[?!,. ]))", Options);
    private static readonly Regex Single = new(
        $@"\b(?<lead>around|about|at about|at around|at roughly|roughly|circa|near|at) "
        + $@"(?<clock>{Sure}|(?:[01]?\d|2[0-3])(?:$|[?!,]| (?:yesterday|today|on|last|this|in the)))"
        + $@"|(?<lead>~) ?(?<clock>{Sure})|\b(?<clock>{Sure})", Options);
    private static readonly Regex Part = new(
        @"\b(?:(?<which>last|this|yesterday|over|in the|during the|at|on) )?"
        + @"(?:the )?(?<part>night|overnight|morning|afternoon|evening|tonight)\b", Options);
    private static readonly Regex Week = new(@"\b(?:this|last) week(?:end)?\b", Options);

    /// <returns>Null when the question names no time.</returns>
    public static FoundTime? Find(string question, DateTime now)
    {
        string text = question.ToLowerInvariant();
        if (Boot.Match(text) is { Success: true } boot)
        {
            return new FoundTime(Window: null, [(boot.Index, boot.Length)]);
        }

        return FindIso(text, now) ?? FindRelative(text, now) ?? FindOfDay(text, now);
    }

    private static FoundTime? FindIso(string text, DateTime now)
    {
        Match[] found = [.. IsoTime.Matches(text).Cast<Match>()];
        DateTime[] times = [.. found.Select(match => DateTime.TryParse(
            match.Value.Replace('t', ' '), CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time) ? time : default)];
        if (times.Length == 0 || times.Contains(default))
        {
            return null;
        }

        (int, int)[] phrases = [.. found.Select(match => WithLead(text, match.Index, match.Length))];
        if (times.Length > 1)
        {
            return Of(times.Min(), times.Max(), now, phrases);
        }

        string lead = text[phrases[0].Item1..found[0].Index].Trim();
        return Of(Window(lead, times[0], exact: true, now), now, phrases);
    }

    private static FoundTime? FindRelative(string text, DateTime now)
    {
        if (Relative.Match(text) is { Success: true } last)
        {
            double amount = last.Groups["n"].Success ? Amounts.Parse(last.Groups["n"].Value) ?? 1 : 1;
            TimeSpan length = Amounts.UnitOf(last.Groups["unit"].Value) * Math.Max(amount, 1.0 / 60);
            return Of(now - length, now, now, (last.Index, last.Length));
        }

        if (Ago.Match(text) is { Success: true } ago && Amounts.Parse(ago.Groups["n"].Value) is { } back)
        {
            TimeSpan unit = Amounts.UnitOf(ago.Groups["unit"].Value);
            DateTime then = now - (unit * back);
            TimeSpan side = unit >= TimeSpan.FromDays(1) ? TimeSpan.FromHours(12) : unit >= TimeSpan.FromHours(1) ? Around
                : JustBefore;
            return Of(then - side, then + side, now, (ago.Index, ago.Length));
        }

        return JustNow.Match(text) is { Success: true } current
            ? Of(now - Around, now, now, (current.Index, current.Length))
            : null;
    }

    private static FoundTime? FindOfDay(string text, DateTime now)
    {
        DayPhrase? day = DayPhrase.Find(text, now);
        List<(int At, int Length)> phrases = day is null ? [] : [(day.At, day.Length)];
        Match part = Part.Match(text);
        if (part.Success)
        {
            phrases.Add((part.Index, part.Length));
        }

        // A clock time is looked for beside the day: the 23 of 2026-11-23 is none.
        string clockText = day is null ? text : text.Remove(day.At, day.Length).Insert(day.At, new string(' ', day.Length));
        if (FindClock(clockText, day?.Date, part, now) is var (clock, phrase))
        {
            return Of(clock, now, [.. phrases, phrase]);
        }

        DateTime? date = day?.Date;
        if (part.Success && OfPart(part, date, now) is { } window)
        {
            return Of(window, now, [.. phrases]);
        }

        if (Week.Match(text) is { Success: true } week)
        {
            return OfWeek(week, now);
        }

        if (date is not { } whole)
        {
            return null;
        }

        bool since24 = Lead.Match(text[..day!.At]) is { Success: true } lead
            && lead.Value.TrimEnd() is "since" or "from" or "after";
        return Of(whole, since24 ? now : whole.AddDays(1), now, [since24 ? WithLead(text, day.At, day.Length) : phrases[0]]);
    }

    /// <summary>The window of a time of day, and where it stands.</summary>
    private static (TimeWindow Window, (int At, int Length) Phrase)? FindClock(string text, DateTime? date, Match part, DateTime now)
    {
        string? half = part.Success ? HalfOf(part) : null;
        if (Between.Match(text) is { Success: true } between)
        {
            string end = between.Groups["last"].Value;
            ClockTime first = ClockTime.Parse(between.Groups["first"].Value, ClockTime.HalfOf(end) ?? half);
            DateTime since = On(date, first, part, now);
            DateTime until = since.Date + ClockTime.Parse(end, half).OfDay;
            return (new TimeWindow(since, until <= since ? until.AddDays(1) : until), (between.Index, between.Length));
        }

        if (Bounded.Match(text) is { Success: true } bounded)
        {
            string lead = bounded.Groups["lead"].Value;
            ClockTime clock = ClockTime.Parse(bounded.Groups["clock"].Value, half);
            DateTime time = On(date, clock, part, now);
            bool restOfDay = lead is "since" or "after" or "from" && date < now.Date;
            TimeWindow window = restOfDay ? new TimeWindow(time, time.Date.AddDays(1)) : Window(lead, time, clock.Exact, now);
            return (window, (bounded.Index, bounded.Length));
        }

        if (Single.Match(text) is { Success: true } single)
        {
            ClockTime clock = ClockTime.Parse(single.Groups["clock"].Value, half);
            TimeWindow window = Window(single.Groups["lead"].Value, On(date, clock, part, now), clock.Exact, now);
            return (window, (single.Index, single.Length));
        }

        return null;
    }

    /// <summary>
    /// "03:10 in the morning" and "3 last night" tell which half of the day is meant; "9 in the night" does not.
    /// </summary>
    private static string? HalfOf(Match part) => part.Groups["part"].Value switch
    {
        "morning" => "am",
        "afternoon" or "evening" => "pm",
        _ => null,
    };

    /// <summary>A time of day on a day; without one the last such time. The small hours of last night are today's.</summary>
    private static DateTime On(DateTime? date, ClockTime clock, Match part, DateTime now)
    {
        if (part.Success && part.Groups["part"].Value is "night" or "overnight" && part.Groups["which"].Value is "last" or "over" or "")
        {
            DateTime evening = date ?? now.Date.AddDays(-1);
            return clock.OfDay < TimeSpan.FromHours(12) ? evening.AddDays(1) + clock.OfDay : evening + clock.OfDay;
        }

        if (date is { } day)
        {
            return day + clock.OfDay;
        }

        DateTime today = now.Date + clock.OfDay;
        return today > now + LogTolerance ? today.AddDays(-1) : today;
    }

    private static readonly TimeSpan LogTolerance = TimeSpan.FromMinutes(10);

    private static TimeWindow Window(string lead, DateTime time, bool exact, DateTime now) => lead switch
    {
        "since" or "after" or "from" => new TimeWindow(time, now),
        "before" or "until" or "till" or "by" => new TimeWindow(time.AddHours(-1), time),
        "shortly after" => new TimeWindow(time, time + (2 * Around)),
        "at" or "" => new TimeWindow(time - JustBefore, time + (exact ? Around : 2 * Around)),
        _ => new TimeWindow(time - Around, time + (exact ? Around : 2 * Around)),
    };

    private static TimeWindow? OfPart(Match part, DateTime? date, DateTime now)
    {
        string which = part.Groups["which"].Value;
        string name = part.Groups["part"].Value;
        DateTime day = date ?? (which is "yesterday" ? now.Date.AddDays(-1) : now.Date);
        return name switch
        {
            "tonight" => new TimeWindow(day.AddHours(18), day.AddDays(1)),
            "night" or "overnight" => Night(date ?? (now.Hour >= 22 && which is "this" ? now.Date : now.Date.AddDays(-1))),
            "morning" when which is not "last" => new TimeWindow(day.AddHours(5), day.AddHours(12)),
            "afternoon" => new TimeWindow(day.AddHours(12), day.AddHours(18)),
            "evening" when which is "last" => Evening(date ?? now.Date.AddDays(-1)),
            "evening" => Evening(day),
            _ => null,
        };
    }

    private static TimeWindow Night(DateTime evening) => new(evening.AddHours(22), evening.AddHours(30));

    private static TimeWindow Evening(DateTime day) => new(day.AddHours(18), day.AddHours(23));

    private static FoundTime OfWeek(Match week, DateTime now)
    {
        DateTime monday = now.Date.AddDays(-(((int)now.DayOfWeek + 6) % 7));
        bool last = week.Value.StartsWith("last", StringComparison.Ordinal);
        bool end = week.Value.EndsWith("end", StringComparison.Ordinal);
        DateTime since = end ? monday.AddDays(now.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && !last ? 5 : -2)
            : last ? monday.AddDays(-7) : monday;
        return Of(since, end ? since.AddDays(2) : since.AddDays(7), now, (week.Index, week.Length));
    }

    private static (int At, int Length) WithLead(string text, int at, int length) =>
        Lead.Match(text[..at]) is { Success: true } lead ? (lead.Index, at + length - lead.Index) : (at, length);

    private static FoundTime Of(TimeWindow window, DateTime now, params (int At, int Length)[] phrases) =>
        Of(window.Since, window.Until, now, phrases);

    /// <summary>
    /// A window ends now at the latest, unless it lies ahead as a whole: then it is empty, and says so by what it finds.
    /// </summary>
    private static FoundTime Of(DateTime since, DateTime until, DateTime now, params (int At, int Length)[] phrases) =>
        new(new TimeWindow(since, until > now && since < now ? now : until), phrases);
}
