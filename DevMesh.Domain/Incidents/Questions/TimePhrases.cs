namespace DevMesh.Domain.Incidents.Questions;

/// <summary>
/// Finds the time in a question, as an operator would mean it: a clock time without a day is the last such time, "around" is
/// half an hour to each side, "last night" is 22:00 to 06:00. All times are UTC.
/// </summary>
internal static class TimePhrases
{
    /// <returns>Null when the question names no time.</returns>
    public static FoundTime? Find(string question, DateTime now)
    {
        string text = NotTimes.Cover(question.ToLowerInvariant());
        IReadOnlyList<(int, int)> well = new Clauses(text).WellOnes();
        FoundTime? found = OfTrouble(well.Count == 0 ? text : Blanks.Over(text, well), now, since: false);

        // Only the time is told when all was still well: what is asked about came after it.
        return found ?? (well.Count == 0 ? null : OfTrouble(text, now, since: true));
    }

    private static FoundTime? OfTrouble(string text, DateTime now, bool since)
    {
        if (RebootPhrase.Find(text) is not { } boot)
        {
            return OfTimes(text, now, since);
        }

        FoundTime? beside = OfTimes(text, now, since);
        if (boot.Subject && beside is not null && beside.Phrases.Any(part => boot.Holds(part.At)))
        {
            return beside;
        }

        return new FoundTime(beside?.Window, [(boot.At, boot.Length), .. beside?.Phrases ?? []], boot.Words);
    }

    private static FoundTime? OfTimes(string text, DateTime now, bool since)
    {
        FoundTime? found = RelativePhrases.Iso(text, now) ?? RelativePhrases.Back(text, now)
            ?? new DayTimes(text, now, since).Find() ?? RelativePhrases.Going(text, now);
        return since && found?.Window is { } window ? found with { Window = window with { Until = now } } : found;
    }
}
