namespace DevMesh.Domain.Incidents.Questions;

/// <summary>The days, the parts of them and the times of day that a text names, and the window that they make together.</summary>
internal sealed class DayTimes
{
    /// <summary>Times farther apart are not of one incident: the first counts.</summary>
    private static readonly TimeSpan MostBetween = TimeSpan.FromHours(6);

    /// <summary>Days farther apart, too.</summary>
    private static readonly TimeSpan MostDays = TimeSpan.FromDays(8);

    /// <summary>What stands in another clause is so much farther away.</summary>
    private const int ClauseDistance = 1000;

    private readonly string _text;
    private readonly DateTime _now;
    private readonly bool _since;
    private readonly IReadOnlyList<DayPhrase> _days;
    private readonly IReadOnlyList<PartPhrase> _parts;
    private readonly IReadOnlyList<ClockPhrase> _clocks;
    private readonly string _beside;
    private readonly Clauses _clauses;

    /// <param name="text">In lower case, with what is no time covered.</param>
    /// <param name="since">Whatever is named is when the trouble had not begun yet.</param>
    public DayTimes(string text, DateTime now, bool since)
    {
        (_text, _now, _since) = (text, now, since);
        _clauses = new Clauses(text);
        _days = DayPhrase.All(text, now);
        _parts = PartPhrase.All(text, _days);
        _beside = Blanks.Over(text, _days.Select(day => (day.At, day.Length)));
        _clocks = ClockPhrase.All(text, _beside);
    }

    public FoundTime? Find() => (OfClocks() ?? OfParts()) is { } window ? FoundTime.Of(window, _now, [.. Phrases()])
        : WeekPhrase.Find(_text, _now, _since) ?? (OfDays() is { } days ? FoundTime.Of(days, _now, [.. Phrases()]) : null);

    private TimeWindow? OfClocks()
    {
        if (_clocks.Count == 0)
        {
            return null;
        }

        if (Ranges.Find(_beside, _clocks, _clauses) is var (from, to))
        {
            return OfRange(from, to);
        }

        ClockPhrase? since = _clocks.FirstOrDefault(clock =>
            LeadOf(clock) is { Bound: Bound.Since } or { Bound: Bound.After, Soon: false });
        return since is not null ? Of(since) : Union([.. _clocks.Select(Of)], MostBetween);
    }

    private TimeWindow OfRange(ClockPhrase from, ClockPhrase to)
    {
        PartPhrase? part = PartOf(from);
        Half half = part?.Part.Half ?? Half.Unknown;
        (ClockTime first, TimeSpan length) = from.Clock.In(half).To(to.Clock.In(half));
        DateTime since = TimeOf(from, first);
        return new TimeWindow(from.Vague ? since.AddMinutes(-30) : since, since + length);
    }

    private TimeWindow Of(ClockPhrase phrase)
    {
        Lead lead = LeadOf(phrase);
        DateTime time = TimeOf(phrase, phrase.Clock.In(PartOf(phrase)?.Part.Half ?? Half.Unknown));
        DayPhrase? day = DayOf(phrase.At);
        bool untilNow = _since || day is null || day.Date >= _now.Date || IsSince(day.At) || time.Date >= _now.Date;
        return ClockWindow.At(phrase.Clock, lead, phrase.Vague, time, untilNow ? _now : time.Date.AddDays(1));
    }

    /// <summary>"Since yesterday at 14:00": the word stands before the day.</summary>
    private Lead LeadOf(ClockPhrase phrase)
    {
        bool since = _since
            || (DayOf(phrase.At) is { } day && day.End <= phrase.At && IsSince(day.At) && IsBeside(day.End, phrase))
            || (PartOf(phrase) is { Lead.Bound: Bound.Since } part && part.End <= phrase.At && IsBeside(part.End, phrase));
        return since ? phrase.Lead with { Bound = Bound.Since, Soon = false } : phrase.Lead;
    }

    private bool IsBeside(int end, ClockPhrase phrase) =>
        end >= phrase.Lead.At || string.IsNullOrWhiteSpace(_beside[end..phrase.Lead.At]);

    private DateTime TimeOf(ClockPhrase phrase, ClockTime clock)
    {
        DayPhrase? day = DayOf(phrase.At);
        PartPhrase? part = PartOf(phrase);
        if (part is null || _clauses.Part(part.At, phrase.At))
        {
            return clock.On(day?.Date, _now);
        }

        DateTime? date = part.DayOf(day?.Date, _now);
        bool nightOfDay = part.Part.IsNight && (part.Which is "last" || (day is not null && IsNightOf(part, day)));
        return nightOfDay && date is { } evening
            ? evening.AddDays(clock.OfDay < TimeSpan.FromHours(12) ? 1 : 0) + clock.OfDay
            : clock.On(date, _now);
    }

    /// <summary>The small hours of Monday night are Tuesday's; those of Monday at night are Monday's.</summary>
    private static bool IsNightOf(PartPhrase part, DayPhrase day) =>
        part.IsOfDayBefore || (day.End <= part.End && part.Lead.Bound is Bound.None && part.At - day.End <= 1);

    private TimeWindow? OfParts()
    {
        if (_parts.Count == 0)
        {
            return null;
        }

        (PartPhrase Phrase, TimeWindow Window)[] parts =
        [
            .. _parts.Select(part => (part, part.Window(part.DayOf(DayOf(part.At)?.Date, _now), LeadOf(part), _now))),
        ];
        int since = Array.FindIndex(parts, part => LeadOf(part.Phrase).Bound is Bound.Since);
        return since >= 0 ? parts[since].Window : Union([.. parts.Select(part => part.Window)], TimeSpan.FromHours(36));
    }

    private Lead LeadOf(PartPhrase part)
    {
        bool since = _since || (part.Lead.Bound is Bound.None or Bound.Within
            && DayOf(part.At) is { } day && day.End <= part.End && part.At - day.End <= 1 && IsSince(day.At));
        return IsRange() ? part.Lead with { Bound = Bound.None }
            : since ? part.Lead with { Bound = Bound.Since } : part.Lead;
    }

    /// <summary>"From yesterday evening until this morning".</summary>
    private bool IsRange() =>
        _parts.Count > 1 && (_parts[0].Lead.Range || (DayOf(_parts[0].At) is { } day && Lead.Before(_text, day.At).Range));

    private TimeWindow? OfDays()
    {
        if (_days.Count == 0)
        {
            return null;
        }

        DayPhrase? since = _days.FirstOrDefault(day => _since || (IsSince(day.At) && !IsRange(day)));
        return since is not null ? new TimeWindow(since.Date, _now)
            : Union([.. _days.Select(day => new TimeWindow(day.Date, day.Date.AddDays(1)))], MostDays);
    }

    private bool IsRange(DayPhrase day) => _days.Count > 1 && Lead.Before(_text, day.At).Range;

    private bool IsSince(int at) => Lead.Before(_text, at).Bound is Bound.Since or Bound.After;

    private DayPhrase? DayOf(int at) => _days.Count == 0 ? null : _days.MinBy(day => Distance(day.At, day.End, at));

    private PartPhrase? PartOf(ClockPhrase phrase) =>
        _parts.Count == 0 ? null : _parts.MinBy(part => Distance(part.At, part.End, phrase.At));

    private int Distance(int at, int end, int place) =>
        (place < at ? at - place : Math.Max(0, place - end)) + (_clauses.Part(at, place) ? ClauseDistance : 0);

    private static TimeWindow Union(TimeWindow[] windows, TimeSpan most)
    {
        TimeWindow all = new(windows.Min(window => window.Since), windows.Max(window => window.Until));
        return all.Length <= most || windows.Length == 1 ? all : windows[0];
    }

    private IEnumerable<(int At, int Length)> Phrases()
    {
        foreach (DayPhrase day in _days)
        {
            int at = IsSince(day.At) ? Lead.Before(_text, day.At).At : day.At;
            yield return (at, day.End - at);
        }

        foreach (PartPhrase part in _parts)
        {
            yield return (part.At, part.End - part.At);
        }

        foreach (ClockPhrase clock in _clocks)
        {
            yield return (clock.Lead.At, clock.End - clock.Lead.At);
        }
    }
}
