using System.Globalization;
using System.Text.RegularExpressions;

namespace DevMesh.Tests.Monitoring;

/// <summary>Reads the text format of Prometheus strictly: each sample belongs to the family before it, and stands there once.</summary>
internal sealed partial class PrometheusScrape
{
    private readonly Dictionary<string, double> _samples = new(StringComparer.Ordinal);

    public PrometheusScrape(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        string family = "";
        foreach (string line in text.Split('\n')[..^1])
        {
            if (Help().Match(line) is { Success: true } help)
            {
                family = help.Groups["name"].Value;
                Assert.True(Families.Add(family), $"{family} stands there twice");
                continue;
            }

            if (Type().Match(line) is { Success: true } type)
            {
                Assert.Equal(family, type.Groups["name"].Value);
                continue;
            }

            Match sample = Sample().Match(line);
            Assert.True(sample.Success, $"this is no line of the format: {line}");
            Assert.StartsWith(family, sample.Groups["name"].Value, StringComparison.Ordinal);
            Assert.True(_samples.TryAdd(
                sample.Groups["key"].Value, double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture)), line);
        }
    }

    public HashSet<string> Families { get; } = new(StringComparer.Ordinal);

    public IEnumerable<string> Keys => _samples.Keys;

    /// <param name="key">Name and labels, as they stand in the text.</param>
    public double this[string key] => _samples.TryGetValue(key, out double value)
        ? value
        : throw new KeyNotFoundException($"{key} is not among {string.Join("\n", _samples.Keys)}");

    [GeneratedRegex("^# HELP (?<name>[a-z_]+) .+$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Help();

    [GeneratedRegex("^# TYPE (?<name>[a-z_]+) (counter|gauge|histogram)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Type();

    [GeneratedRegex(
        """^(?<key>(?<name>[a-z_]+)(\{[a-z_]+="([^"\\\n]|\\["\\n])*"(,[a-z_]+="([^"\\\n]|\\["\\n])*")*\})?) (?<value>-?[0-9.E+-]+)$""",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Sample();
}
