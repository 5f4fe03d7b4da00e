namespace DevMesh.Domain.Incidents.Questions;

/// <summary>A named part of the day.</summary>
/// <param name="Since">Hours after the midnight of its day.</param>
/// <param name="Until">The same; beyond 24 it goes on into the next day.</param>
/// <param name="Half">Which half of the day a time of twelve hours beside it means.</param>
/// <param name="Margin">Hours to each side that belong to it unless it bounds the window.</param>
internal sealed record PartOfDay(double Since, double Until, Half Half, double Margin = 0)
{
    /// <summary>How far before and after a part one looks.</summary>
    private static readonly TimeSpan HalfHour = TimeSpan.FromMinutes(30);

    private static readonly Dictionary<string, PartOfDay> Known = new(StringComparer.Ordinal)
    {
        ["night"] = new(22, 30, Half.Night),
        ["early night"] = new(21, 24, Half.Night),
        ["late night"] = new(21, 27, Half.Night),
        ["small hours"] = new(0, 5, Half.Morning),
        ["early hours"] = new(0, 6, Half.Morning),
        ["dawn"] = new(4, 7, Half.Morning),
        ["early morning"] = new(3, 8, Half.Morning),
        ["first morning"] = new(5, 9.5, Half.Morning),
        ["first day"] = new(5, 9.5, Half.Morning),
        ["breakfast"] = new(7, 9, Half.Morning),
        ["morning"] = new(5, 12, Half.Morning),
        ["mid morning"] = new(9, 11.5, Half.Morning),
        ["late morning"] = new(10, 12.5, Half.Morning),
        ["lunch"] = new(12, 13, Half.Unknown, Margin: 0.5),
        ["early afternoon"] = new(12, 15, Half.Afternoon),
        ["afternoon"] = new(12, 18, Half.Afternoon),
        ["mid afternoon"] = new(14, 16.5, Half.Afternoon),
        ["late afternoon"] = new(15.5, 18.5, Half.Afternoon),
        ["work"] = new(9, 17, Half.Unknown),
        ["end of day"] = new(16, 19, Half.Afternoon),
        ["dusk"] = new(17, 21, Half.Afternoon),
        ["dinner"] = new(18, 20, Half.Afternoon),
        ["early evening"] = new(17, 20, Half.Afternoon),
        ["evening"] = new(18, 23, Half.Afternoon),
        ["late evening"] = new(21, 24, Half.Afternoon),
        ["tonight"] = new(18, 30, Half.Night),
        ["day"] = new(0, 24, Half.Unknown),
        ["early day"] = new(3, 10, Half.Morning),
        ["late day"] = new(20, 24, Half.Afternoon),
    };

    private static readonly Dictionary<string, string> OtherWords = new(StringComparer.Ordinal)
    {
        ["overnight"] = "night", ["night-time"] = "night", ["nighttime"] = "night", ["wee hours"] = "small hours",
        ["sunrise"] = "dawn", ["daybreak"] = "dawn", ["first light"] = "dawn", ["sunset"] = "dusk", ["nightfall"] = "dusk",
        ["lunchtime"] = "lunch", ["lunch time"] = "lunch", ["lunch break"] = "lunch", ["supper"] = "dinner",
        ["dinnertime"] = "dinner", ["forenoon"] = "morning", ["midmorning"] = "mid morning", ["midafternoon"] = "mid afternoon",
        ["office hours"] = "work", ["business hours"] = "work", ["working hours"] = "work", ["eod"] = "end of day",
        ["close of business"] = "end of day", ["end of business"] = "end of day", ["end of the day"] = "end of day",
        ["end of the working day"] = "end of day", ["end of the business day"] = "end of day", ["all day"] = "day",
        ["the whole day"] = "day", ["throughout the day"] = "day",
    };

    /// <summary>Whether it goes on into the next day.</summary>
    public bool IsNight => Until > 24 || Half is Half.Night;

    /// <param name="word">As it stands in a question: lunch break, night.</param>
    /// <param name="which">early, late, mid, first, or nothing.</param>
    public static PartOfDay Of(string word, string which)
    {
        string name = OtherWords.GetValueOrDefault(word, word);
        return which.Length > 0 && Known.TryGetValue($"{which} {name}", out PartOfDay? narrower) ? narrower : Known[name];
    }

    /// <summary>What is looked at when this part of a day is named so.</summary>
    public TimeWindow On(DateTime day, Lead lead, DateTime now)
    {
        DateTime since = day.AddHours(Since);
        DateTime until = day.AddHours(Until);
        DateTime early = lead.Vague ? since - HalfHour : since;
        DateTime dayEnd = day < now.Date ? day.AddDays(Until > 24 ? 2 : 1) : now;
        return lead switch
        {
            { Bound: Bound.Since } => new TimeWindow(early, now),
            { Bound: Bound.After, Soon: true } => new TimeWindow(until - HalfHour, until.AddHours(1)),
            { Bound: Bound.After } => new TimeWindow(until - HalfHour, Later(dayEnd, until)),
            { Bound: Bound.Before, Soon: true } => new TimeWindow(since.AddMinutes(-45), since.AddMinutes(15)),
            { Bound: Bound.Before } => new TimeWindow(since.AddHours(-2), since + HalfHour),
            _ => new TimeWindow(early.AddHours(-Margin), until.AddHours(Margin)),
        };
    }

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;
}
