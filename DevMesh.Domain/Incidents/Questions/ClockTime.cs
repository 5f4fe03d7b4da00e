using System.Globalization;
using System.Text.RegularExpressions;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>A time of day as people write it.</summary>
/// <param name="Exact">Minutes are said, too.</param>
internal readonly record struct ClockTime(TimeSpan OfDay, bool Exact, bool HasHalf)
{
    /// <summary>A pattern for one, without groups: 3, 03:10, 03:10:07, 3 am, 3.30pm, noon, midnight.</summary>
    public const string Pattern =
        $@"(?:{Named}|{Hours}(?:[:.]{Sixty}(?::{Sixty})?)?(?:\s?{Halves})?)(?:\s?(?:utc|z|o'clock|h)\b)?";

    /// <summary>The same, and it cannot be a mere number: with minutes, or a half of the day, or a name.</summary>
    public const string SurePattern =
        $@"(?:{Named}|{Hours}(?::{Sixty}(?::{Sixty})?(?:\s?{Halves})?|\s?{Halves}|\s?(?:o'clock|h\b)))(?:\s?(?:utc|z)\b)?";

    private const string Named = "(?:noon|midday|midnight)";
    private const string Hours = @"(?:[01]?\d|2[0-4])";
    private const string Sixty = @"[0-5]\d";
    private const string Halves = @"(?:am|pm|a\.m\.|p\.m\.)";

    /// <param name="text">What the pattern found, in lower case.</param>
    /// <param name="half">am or pm from elsewhere, as in "between 3 and 4 am"; null for none.</param>
    public static ClockTime Parse(string text, string? half = null)
    {
        if (text.StartsWith("noon", StringComparison.Ordinal) || text.StartsWith("midday", StringComparison.Ordinal))
        {
            return new ClockTime(TimeSpan.FromHours(12), Exact: true, HasHalf: true);
        }

        if (text.StartsWith("midnight", StringComparison.Ordinal))
        {
            return new ClockTime(TimeSpan.Zero, Exact: true, HasHalf: true);
        }

        int[] numbers = [.. Regex.Matches(text, @"\d+", RegexOptions.NonBacktracking)
            .Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture))];
        half = HalfOf(text) ?? half;
        int hour = numbers[0] % 24;
        if (half is not null && numbers[0] <= 12)
        {
            hour = (numbers[0] % 12) + (half[0] == 'p' ? 12 : 0);
        }

        return new ClockTime(
            new TimeSpan(hour, numbers.ElementAtOrDefault(1), numbers.ElementAtOrDefault(2)), numbers.Length > 1,
                half is not null);
    }

    /// <summary>am or pm, when the text has it.</summary>
    public static string? HalfOf(string text) =>
        text.Contains("am", StringComparison.Ordinal) || text.Contains("a.m", StringComparison.Ordinal) ? "am"
        : text.Contains("pm", StringComparison.Ordinal) || text.Contains("p.m", StringComparison.Ordinal) ? "pm"
        : null;
}
