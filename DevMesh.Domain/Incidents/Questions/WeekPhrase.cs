using System.Text.RegularExpressions;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>A week or its end.</summary>
internal static class WeekPhrase
{
    private static readonly Regex Week = new(
        @"\b(?:(?<since>since|after) |over |during |on |at |in )?(?:the )?(?:(?:(?<which>this|last|past) )?(?<end>week-?end)"
        + "|(?<which>this|last) week)\\b", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public static FoundTime? Find(string text, DateTime now, bool since)
    {
        if (Week.Match(text) is not { Success: true } week)
        {
            return null;
        }

        DateTime monday = now.Date.AddDays(-(((int)now.DayOfWeek + 6) % 7));
        bool last = week.Groups["which"].Value is "last" or "past";
        bool end = week.Groups["end"].Success;
        DateTime first = end ? monday.AddDays(now.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && !last ? 5 : -2)
            : last ? monday.AddDays(-7) : monday;
        DateTime until = since || week.Groups["since"].Success ? now : first.AddDays(end ? 2 : 7);
        return FoundTime.Of(new TimeWindow(first, until), now, (week.Index, week.Length));
    }
}
