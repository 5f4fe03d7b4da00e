using System.Text.RegularExpressions;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>A part of the day in a question.</summary>
/// <param name="Which">last, this, same, or nothing.</param>
/// <param name="At">Where it begins, with the words before it.</param>
/// <param name="IsOfDayBefore">The night to Monday is the one of Sunday.</param>
internal sealed record PartPhrase(PartOfDay Part, Lead Lead, string Which, int At, int End, bool IsOfDayBefore)
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
    private const int Reach = 32;
    private const string Narrower = "(?:(?:very )?(?<how>early|late|later|mid)[ -](?:in |at |on )?)?";

    private static readonly Regex Parts = new(
        $@"\b(?:first thing (?:in )?(?<first>))?{Narrower}(?:(?:the )?(?<which>last|this|that|same) )?(?:the )?{Narrower}"
        + "(?<part>night-?time|night|overnight|morning|forenoon|mid-?morning|afternoon|mid-?afternoon|evening|tonight"
        + "|(?:small|wee|early) hours|dawn|sunrise|daybreak|first light|dusk|sunset|nightfall)"
        + @"(?:\b(?<to> (?:to|into|before) ))?\b", Options);
    private static readonly Regex Meals = new(
        @"\b(?:(?:my|our|the) )?(?<part>lunch(?: ?time| break)?|breakfast|dinner(?:time)?|supper)\b", Options);
    private static readonly Regex Work = new(
        @"\b(?<part>work)(?:$|[?!.,;)]| (?:yesterday|today|on (?:the )?(?:sun|mon|tue|wed|thu|fri|sat|\d)))"
        + @"|\b(?:the )?(?<part>(?:office|business|working) hours|eod|close of business)\b"
        + @"|\b(?:the )?(?<part>end of (?:the )?(?:working |business )?(?:day|business))\b", Options);
    private static readonly Regex Whole = new(@"\b(?<part>all day|the whole day|throughout the day)\b", Options);
    private static readonly Regex OfDay = new(
        @"(?<verb>\b(?:was|were|is|be|being|too|so|came|comes|ran|runs) )?"
        + @"\b(?:(?<first>first) thing|(?<how>early|late|later)) (?:on )?$",
        Options);

    /// <summary>Every part of a day, in the order of the text.</summary>
    /// <param name="text">In lower case, with what is no time covered.</param>
    public static IReadOnlyList<PartPhrase> All(string text, IReadOnlyList<DayPhrase> days)
    {
        List<PartPhrase> found =
        [
            .. Parts.Matches(text).Select(match => Read(text, match)),
            .. Meals.Matches(text).Select(match => Read(text, match)).Where(meal => meal.Lead.Bound is not Bound.None),
            .. Work.Matches(text).Select(match => Read(text, match)).Where(work => work.Lead.Bound is not Bound.None),
            .. Whole.Matches(text).Select(match => Read(text, match)),
        ];
        foreach (DayPhrase day in days)
        {
            int from = Math.Max(0, day.At - Reach);
            if (OfDay.Match(text[from..day.At]) is { Success: true } match && !match.Groups["verb"].Success)
            {
                found.Add(Of(text, "day", match, from + match.Index, day.At));
            }
        }

        return [.. found.OrderBy(part => part.At)];
    }

    private static PartPhrase Read(string text, Match match)
    {
        Group part = match.Groups["part"];
        return Of(text, part.Value, match, match.Index, part.Index + part.Length);
    }

    private static PartPhrase Of(string text, string part, Match match, int at, int end)
    {
        string how = match.Groups["first"].Success ? "first"
            : match.Groups["how"].Value is "later" ? "late" : match.Groups["how"].Value;
        Lead lead = Lead.Before(text, at);
        return new PartPhrase(
            PartOfDay.Of(part, how), lead, match.Groups["which"].Value,
            lead.At, end, match.Groups["to"].Success);
    }

    /// <summary>The day that it is of, when neither this nor a day beside it leaves a choice; null for the latest such.</summary>
    public DateTime? DayOf(DateTime? named, DateTime now)
    {
        if (Which is "last")
        {
            return now.Date.AddDays(-1);
        }

        if (Which is "this" && (!Part.IsNight || now.Hour >= 12))
        {
            return now.Date;
        }

        return IsOfDayBefore ? named?.AddDays(-1) : named;
    }

    /// <summary>What is looked at: without a day the latest such part that has begun.</summary>
    public TimeWindow Window(DateTime? day, Lead lead, DateTime now)
    {
        if (day is { } named)
        {
            return Part.On(named, lead, now);
        }

        TimeWindow today = Part.On(now.Date, lead, now);
        return now.Date.AddHours(Part.Since) > now || today.Since > now ? Part.On(now.Date.AddDays(-1), lead, now) : today;
    }
}
