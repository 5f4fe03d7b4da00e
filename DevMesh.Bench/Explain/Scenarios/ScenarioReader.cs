using System.Globalization;
using DevMesh.Bench.Traffic;
using DevMesh.Domain.Incidents.Explaining;
using DevMesh.Domain.Logs;

namespace DevMesh.Bench.Explain.Scenarios;

/// <summary>Reads scenarios; open.txt says how they are written.</summary>
internal static class ScenarioReader
{
    /// <param name="file">Its name, for errors.</param>
    /// <exception cref="FormatException">A line is not of the form; the message names it.</exception>
    public static IReadOnlyList<Scenario> Read(string file, TextReader text, bool heldBack)
    {
        List<Draft> drafts = [];
        int number = 0;
        while (text.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            try
            {
                if (line is ['[', .. var name, ']'])
                {
                    drafts.Add(new Draft { Name = name });
                }
                else
                {
                    drafts[^1].Take(line);
                }
            }
            catch (Exception e) when (
                e is FormatException or ArgumentException or IndexOutOfRangeException or InvalidOperationException)
            {
                throw new FormatException($"{file}, line {number}: {e.Message}", e);
            }
        }

        try
        {
            return [.. drafts.Select(draft => draft.Build(heldBack))];
        }
        catch (FormatException e)
        {
            throw new FormatException($"{file}, {e.Message}", e);
        }
    }

    /// <summary>Reads "NODE SERVICE LEVEL | MESSAGE", the way every file of this folder ends its lines.</summary>
    public static (string[] Words, Level Level, Pattern Message) Line(string rest)
    {
        int bar = rest.IndexOf(" | ", StringComparison.Ordinal);
        string[] words = rest[..bar].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Levels.TryParse(words[^1], out Level level)
            ? (words[..^1], level, Pattern.Parse(rest[(bar + 3)..]))
            : throw new FormatException($"{words[^1]} is no level");
    }

    public static TimeSpan TimeOfDay(string text) =>
        TimeSpan.ParseExact(text, text.Length == 5 ? @"hh\:mm" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);

    public static TimeSpan Duration(string text) =>
        int.Parse(text[..^1], CultureInfo.InvariantCulture) * (text[^1] is 's' ? TimeSpan.FromSeconds(1)
            : TimeSpan.FromMinutes(1));

    private sealed class Draft
    {
        private readonly List<PlantedLine> _lines = [];
        private readonly List<QuietTime> _quiet = [];
        private readonly List<(TimeSpan At, string Node)> _boots = [];
        private readonly List<(TimeSpan Since, TimeSpan Until, string Node)> _gaps = [];
        private readonly Dictionary<string, TimeSpan> _clocks = [];
        private Dictionary<string, string[]> _fleet = [];
        private string _question = "";
        private TimeSpan _asked;
        private (TimeSpan, TimeSpan)? _window;
        private string? _node;
        private string? _service;
        private Verdict _verdict;

        public required string Name { get; init; }

        public void Take(string line)
        {
            (string word, string rest) = line.Split(' ', 2) is [var first, var second] ? (first, second)
                : throw new FormatException("a word and a blank come first");
            string[] words = rest.Split(' ');
            switch (word)
            {
                case "ask":
                    _question = rest;
                    break;
                case "asked":
                    _asked = words is ["0", var at] ? TimeOfDay(at) : TimeOfDay(rest) + TimeSpan.FromDays(1);
                    break;
                case "window":
                    _window = (TimeOfDay(words[0]), TimeOfDay(words[1]));
                    break;
                case "node":
                    _node = rest;
                    break;
                case "service":
                    _service = rest;
                    break;
                case "fleet":
                    _fleet = words.Select(node => node.Split('=')).ToDictionary(node => node[0], node => node[1].Split(','));
                    break;
                case "verdict":
                    _verdict = Enum.Parse<Verdict>(rest, ignoreCase: true);
                    break;
                case "quiet":
                    string[] times = words[0].Split('-');
                    _quiet.Add(new QuietTime(TimeOfDay(times[0]), TimeOfDay(times[1]), words[1], words.ElementAtOrDefault(2)));
                    break;
                case "boot":
                    _boots.Add((TimeOfDay(words[0]), words[1]));
                    break;
                case "clock":
                    _clocks.Add(words[0], TimeSpan.FromSeconds(int.Parse(words[1], CultureInfo.InvariantCulture)));
                    break;
                case "gap":
                    string[] ends = words[0].Split('-');
                    _gaps.Add((TimeOfDay(ends[0]), TimeOfDay(ends[1]), words[1]));
                    break;
                default:
                    _lines.Add(Planted(word, rest));
                    break;
            }
        }

        /// <exception cref="FormatException">A node or a role is not known, or the question lacks.</exception>
        public Scenario Build(bool heldBack)
        {
            string[] nodes =
            [
                .. _lines.Select(line => line.Node), .. _quiet.Select(quiet => quiet.Node), .. _boots.Select(boot => boot.Node),
                .. _clocks.Keys, .. _gaps.Select(gap => gap.Node),
            ];
            string? wrong = _question.Length == 0 ? "nothing is asked"
                : nodes.Except(_fleet.Keys).FirstOrDefault() is { } node ? $"{node} is no node of the fleet"
                : _fleet.Values.SelectMany(roles => roles).Except(Chatter.Roles.Keys).FirstOrDefault() is { } role
                    ? $"{role} is no role; there are {string.Join(", ", Chatter.Roles.Keys)}"
                : _lines.Count + _quiet.Count == 0 ? "there is no line and no quiet time"
                : null;
            return wrong is null
                ? new Scenario(
                    Name, heldBack, _question, _asked, _window, _node, _service, _fleet, _verdict, _lines, _quiet, _boots,
                    _clocks, _gaps)
                : throw new FormatException($"[{Name}]: {wrong}");
        }

        private static PlantedLine Planted(string word, string rest)
        {
            (string[] words, Level level, Pattern message) = Line(rest);
            (Part part, Rhythm rhythm) = word switch
            {
                "C" => (Part.Cause, Rhythm.ThatDay),
                "S" => (Part.Symptom, Rhythm.ThatDay),
                "H" => (Part.Herring, Rhythm.ThatDay),
                "N" => (Part.Other, Rhythm.ThatDay),
                "U" => (Part.Herring, Rhythm.AllTheTime),
                "D" => (Part.Herring, Rhythm.EveryDay),
                _ => throw new FormatException($"there is no {word}"),
            };
            if (rhythm is Rhythm.AllTheTime)
            {
                return new PlantedLine(part, TimeSpan.Zero, 1, Duration(words[0]), rhythm, words[1], words[2], level, message);
            }

            string[] times = words[0].Split('*', '/');
            return new PlantedLine(
                part,
                TimeOfDay(times[0]),
                times.Length > 1 ? int.Parse(times[1], CultureInfo.InvariantCulture) : 1,
                times.Length > 2 ? Duration(times[2]) : TimeSpan.Zero,
                rhythm,
                words[1],
                words[2],
                level,
                message);
        }
    }
}
