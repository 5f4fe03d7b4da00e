using System.Globalization;
using System.Text.RegularExpressions;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>A time of day in a question.</summary>
/// <param name="Lead">The words before it; they are part of the phrase.</param>
/// <param name="Vague">"About 3", "3ish", "3 or so".</param>
/// <param name="At">Where the time itself stands.</param>
/// <param name="Sure">It reads as a time without any word before it.</param>
internal sealed record ClockPhrase(ClockTime Clock, Lead Lead, bool Vague, int At, int End, bool Sure)
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
    private const string Hour = @"(?<h>2[0-4]|[01]?\d)";
    private const string HourWord = "(?<h>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)";
    private const string Halves = @"(?:\s?(?:(?<half>[ap])m\b|(?<half>[ap])\.m\b\.?))?";
    private const string Vagueness = "(?<vague>[ -]?ish\\b| or so\\b| or thereabouts\\b| or something\\b)?";
    private const string Zone = @"(?:\s?(?<zone>utc|gmt|z)\b)?";

    private static readonly Regex Named = new($@"\b(?<name>noon|midday|mid-day|midnight){Vagueness}", Options);
    private static readonly Regex Spoken = new(
        @"\b(?:a )?(?<m>quarter|half|five|ten|twenty[- ]five|twenty|\d{1,2})(?<unit> minutes?| mins?)? (?<dir>past|to) "
        + $@"(?:{HourWord}|{Hour})\b{Halves}{Vagueness}", Options);
    private static readonly Regex HalfHour = new($@"\b(?<m>half) {HourWord}\b{Halves}{Vagueness}", Options);
    private static readonly Regex Wide = new($@"\b{Hour} ?[:.h-]? ?(?<wide>xx|something|smth)\b", Options);
    private static readonly Regex Digits = new(
        $@"\b{Hour}(?:(?<sep>[:.h])(?<m>[0-5]\d)(?::(?<s>[0-5]\d)(?:[.,]\d+)?)?)?{Halves}(?:\s?(?<unit>o['’]?clock|uhr|h)\b)?"
        + $"{Zone}{Vagueness}", Options);
    private static readonly Regex Military = new(
        $@"\b(?<h>[01]\d|2[0-3])(?<m>[0-5]\d)\s?(?<zone>h|hrs|hours|utc|z)\b{Vagueness}", Options);
    private static readonly Regex Words = new($@"\b{HourWord}\b(?: (?<unit>o['’]?clock)\b)?{Halves}{Vagueness}", Options);

    /// <summary>Every time of day, in the order of the text.</summary>
    /// <param name="text">In lower case, with what is no time covered.</param>
    /// <param name="beside">The same with the days of it blanked: the 23 of 2026-11-23 is none.</param>
    public static IReadOnlyList<ClockPhrase> All(string text, string beside)
    {
        List<ClockPhrase> found = [];
        foreach (Regex pattern in (Regex[])[Named, Wide, Spoken, HalfHour, Military, Digits, Words])
        {
            foreach (Match match in pattern.Matches(beside))
            {
                if (!found.Exists(other => other.At < match.Index + match.Length && match.Index < other.End)
                    && Read(text, beside, match) is { } phrase)
                {
                    found.Add(phrase);
                }
            }
        }

        return [.. found.Where(phrase => phrase.Sure || IsLed(phrase) || Ranges.Joins(beside, found, phrase))
            .OrderBy(phrase => phrase.At)];
    }

    private static bool IsLed(ClockPhrase phrase) =>
        phrase.Lead.Bound is not (Bound.None or Bound.Within) || phrase.Vague;

    private static ClockPhrase? Read(string text, string beside, Match match)
    {
        int end = match.Index + match.Length;
        string hour = match.Groups["h"].Value;
        string minute = match.Groups["m"].Value;
        Lead lead = Lead.Before(beside, match.Index);
        if (!ClockWords.StandsAlone(beside, match.Index, end)
            || (match.Groups["dir"].Value is "to" && !ClockWords.IsMinutesTo(match, lead)))
        {
            return null;
        }

        ClockTime clock = match.Groups["name"].Success
            ? new ClockTime(TimeSpan.FromHours(match.Groups["name"].Value is "midnight" ? 0 : 12), Exact: true)
            : OfNumbers(match, hour, minute);
        if (match.Groups["half"] is { Success: true } half)
        {
            clock = clock.In(half.Value is "a" ? Half.Morning : Half.Afternoon);
        }

        bool sure = IsSure(match);
        bool vague = match.Groups["vague"].Success || lead.Vague;
        bool isTime = sure || ClockWords.MayFollow(text, end, match, lead.Bound);
        return isTime
            ? new ClockPhrase(clock, lead, vague, match.Index, end, sure || ClockWords.PartFollows(text, end))
            : null;
    }

    private static bool IsSure(Match match)
    {
        string separator = match.Groups["sep"].Value;
        string unit = match.Groups["unit"].Value;
        return match.Groups["name"].Success || match.Groups["half"].Success || match.Groups["zone"].Success
            || match.Groups["wide"].Success || separator is ":" or "h" || unit is [ 'o', .. ] or "uhr"
            || match.Groups["dir"].Value is "past" || match.Groups["m"].Value is "quarter";
    }

    private static ClockTime OfNumbers(Match match, string hour, string minute)
    {
        bool word = char.IsLetter(hour[0]);
        int hours = ClockWords.Number(hour);
        int minutes = minute.Length == 0 ? 0 : ClockWords.Number(minute);
        bool spoken = match.Groups["dir"].Success || minute is "half";
        TimeSpan time = TimeSpan.FromMinutes((hours * 60) + (match.Groups["dir"].Value is "to" ? -minutes : minutes));
        int seconds = match.Groups["s"].Success ? int.Parse(match.Groups["s"].Value, CultureInfo.InvariantCulture) : 0;
        bool twelve = hours is >= 1 and <= 12 && (word || hour[0] != '0');
        bool loose = twelve && !match.Groups["wide"].Success
            && (spoken
                || (minute.Length == 0 && match.Groups["unit"].Value is not ("h" or "uhr") && !match.Groups["zone"].Success));
        return new ClockTime(
            new TimeSpan(time.Hours, time.Minutes, seconds), Exact: minute.Length > 0, loose, match.Groups["wide"].Success);
    }
}
