using System.Globalization;

namespace DevMesh.Domain.Incidents.Questions;

/// <summary>Amounts and units of time in words.</summary>
internal static class Amounts
{
    /// <summary>A pattern for an amount, without groups.</summary>
    public const string Pattern =
        @"(?:\d{1,4}|an?|one|two|three|four|five|six|seven|eight"
        + "|nine|ten|twelve|fifteen|twenty|thirty|few|a few|several|some|couple of|couple|a couple of|half an?)";

    /// <summary>A pattern for a unit, without groups.</summary>
    public const string UnitPattern = "(?:seconds?|secs?|minutes?|mins?|min|m|hours?|hrs?|hr|h|days?|d|weeks?)";

    private static readonly Dictionary<string, double> Words = new(StringComparer.Ordinal)
    {
        ["a"] = 1, ["an"] = 1, ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7,
        ["eight"] = 8, ["nine"] = 9, ["ten"] = 10, ["twelve"] = 12, ["fifteen"] = 15, ["twenty"] = 20, ["thirty"] = 30,
        ["few"] = 3, ["a few"] = 3, ["several"] = 4, ["some"] = 3, ["a couple of"] = 2, ["couple of"] = 2, ["couple"] = 2,
        ["half a"] = 0.5, ["half an"] = 0.5,
    };

    public static double? Parse(string text) =>
        Words.TryGetValue(text, out double value) ? value
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : null;

    public static TimeSpan UnitOf(string unit) => unit[0] switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        _ => TimeSpan.FromDays(7),
    };
}
