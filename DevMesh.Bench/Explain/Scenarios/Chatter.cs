using System.Globalization;
using DevMesh.Bench.Traffic;
using DevMesh.Domain.Logs;

namespace DevMesh.Bench.Explain.Scenarios;

/// <summary>A line that a program logs when all is well.</summary>
/// <param name="Gap">The time between two; of a daily one its time of day.</param>
internal sealed record ChatterLine(ChatterRhythm Rhythm, TimeSpan Gap, string Service, Level Level, Pattern Message);

internal enum ChatterRhythm
{
    Random,
    Regular,
    Daily,
}

/// <summary>A line of a start of a machine.</summary>
internal sealed record BootLine(TimeSpan After, string Service, Level Level, Pattern Message);

/// <summary>What machines log when all is well, by role, and when they start; chatter.txt says how it is written.</summary>
internal static class Chatter
{
    public static IReadOnlyDictionary<string, IReadOnlyList<ChatterLine>> Roles { get; } = ReadRoles();

    public static IReadOnlyList<BootLine> Boot { get; } =
        [.. Lines("boot.txt").Select(line =>
        {
            (string[] words, Level level, Pattern message) = ScenarioReader.Line(line);
            return new BootLine(TimeSpan.FromSeconds(int.Parse(words[0], CultureInfo.InvariantCulture)), words[1], level,
                message);
        })];

    public static TextReader Open(string file) =>
        new StreamReader(typeof(Chatter).Assembly.GetManifestResourceStream($"scenarios/{file}")!);

    private static Dictionary<string, IReadOnlyList<ChatterLine>> ReadRoles()
    {
        Dictionary<string, List<ChatterLine>> roles = [];
        List<ChatterLine> current = [];
        foreach (string line in Lines("chatter.txt"))
        {
            if (line is ['[', .. var name, ']'])
            {
                roles.Add(name, current = []);
                continue;
            }

            (string[] words, Level level, Pattern message) = ScenarioReader.Line(line);
            string gap = words[0];
            current.Add(gap[0] switch
            {
                '@' => new ChatterLine(ChatterRhythm.Daily, ScenarioReader.TimeOfDay(gap[1..]), words[1], level, message),
                '=' => new ChatterLine(ChatterRhythm.Regular, ScenarioReader.Duration(gap[1..]), words[1], level, message),
                _ => new ChatterLine(ChatterRhythm.Random, ScenarioReader.Duration(gap), words[1], level, message),
            });
        }

        return roles.ToDictionary(role => role.Key, role => (IReadOnlyList<ChatterLine>)role.Value);
    }

    private static IEnumerable<string> Lines(string file)
    {
        using TextReader reader = Open(file);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}
