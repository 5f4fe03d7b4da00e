using System.Text.RegularExpressions;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>Two times of day with "to" or "and" between them.</summary>
internal static class Ranges
{
    private static readonly Regex Joint = new(
        @"^\s*(?:and|to|until|till?|up to|through|-|–|—)\s*(?:(?:about|around)\s+)?$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Whether a time ends a range that begins with "from" or "between", or begins one whose end is sure.</summary>
    public static bool Joins(string text, IReadOnlyList<ClockPhrase> all, ClockPhrase phrase) =>
        all.Any(other => other != phrase
            && ((Joined(text, other, phrase) && (other.Lead.Range || other.Sure))
                || (Joined(text, phrase, other) && other.Sure)));

    /// <summary>The first range among times in the order of the text.</summary>
    public static (ClockPhrase First, ClockPhrase Last)? Find(string text, IReadOnlyList<ClockPhrase> all, Clauses clauses)
    {
        for (int i = 1; i < all.Count; i++)
        {
            bool bounds = all[i - 1].Lead.Bound is Bound.Since or Bound.After && !all[i - 1].Lead.Soon
                && all[i].Lead is { Bound: Bound.Before, Soon: false } && !clauses.Part(all[i - 1].End, all[i].At);
            if (bounds || (Joined(text, all[i - 1], all[i])
                && (all[i - 1].Lead.Range
                    || (all[i - 1].Lead.Bound is Bound.None or Bound.Within or Bound.Since && IsTo(text, all[i - 1], all[i])))))
            {
                return (all[i - 1], all[i]);
            }
        }

        return null;
    }

    /// <summary>"14:00 and 15:00" are two times, "14:00 to 15:00" is a range.</summary>
    private static bool IsTo(string text, ClockPhrase first, ClockPhrase last) =>
        !text[first.End..last.At].Contains("and", StringComparison.Ordinal);

    private static bool Joined(string text, ClockPhrase first, ClockPhrase last) =>
        first.End <= last.At && last.At - first.End < 24 && Joint.IsMatch(text[first.End..last.At]);
}
