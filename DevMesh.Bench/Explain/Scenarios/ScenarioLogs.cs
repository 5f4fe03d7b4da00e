using DevMesh.Bench.Traffic;
using DevMesh.Domain.Incidents.Questions;
using DevMesh.Domain.Logs;

namespace DevMesh.Bench.Explain.Scenarios;

/// <param name="Planted">The line of the scenario that it is one of; null for chatter.</param>
internal sealed record ScenarioLog(DateTime Timestamp, string Node, string Service, Level Level, string Message,
    PlantedLine? Planted);

/// <summary>
/// The logs of a scenario, the same ones each time: a day and some hours of what the fleet logs when all is well, and what the
/// scenario plants.
/// </summary>
internal sealed class ScenarioLogs
{
    /// <summary>How much of the usual there is before the first planted line.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromHours(27);

    /// <summary>And after the last one, or the end of the window that is asked about.</summary>
    private static readonly TimeSpan After = TimeSpan.FromMinutes(10);

    private const int Seed = 20261124;

    private readonly Scenario _scenario;
    private readonly DateTime _day;
    private readonly Dictionary<string, Draw> _draws;
    private readonly DateTime _since;
    private readonly DateTime _until;

    /// <param name="day">The midnight before the incident.</param>
    public ScenarioLogs(Scenario scenario, DateTime day)
    {
        _scenario = scenario;
        _day = day;
        _draws = scenario.Fleet.Keys.ToDictionary(node => node, DrawOf);
        TimeSpan[] times = [.. scenario.Lines.Where(line => line.Rhythm is Rhythm.ThatDay)
            .Select(line => line.At), .. scenario.Quiet.Select(quiet => quiet.Since)];
        TimeSpan[] ends =
        [
            .. scenario.Lines.Where(line => line.Rhythm is Rhythm.ThatDay).Select(line => line.At + (line.Every * line.Count)),
            .. scenario.Quiet.Select(quiet => quiet.Until),
            scenario.Window?.Until ?? TimeSpan.Zero,
        ];
        _since = day + times.Min() - Before;
        DateTime asked = day + scenario.AskedAt;
        DateTime last = day + ends.Max();
        DateTime window = TimePhrases.Find(scenario.Question, asked)?.Window?.Until ?? asked;
        _until = Earlier((scenario.Window is null && window > last ? window : last) + After, asked);
    }

    /// <summary>Every log of a node once, oldest first.</summary>
    public IEnumerable<ScenarioLog> Of(string node)
    {
        TimeSpan ahead = _scenario.Clocks.GetValueOrDefault(node);
        return All(node)
            .OrderBy(log => log.Timestamp)
            .Select(log => log with { Timestamp = log.Timestamp + ahead });
    }

    private IEnumerable<ScenarioLog> All(string node)
    {
        Draw draw = _draws[node];
        foreach (ChatterLine line in _scenario.Fleet[node].Prepend("base").SelectMany(role => Chatter.Roles[role]))
        {
            foreach (DateTime at in Times(line, draw.Dice).Where(at => !IsQuiet(at, node, line.Service)))
            {
                yield return Log(at, node, line.Service, line.Level, line.Message, planted: null);
            }
        }

        foreach (PlantedLine line in _scenario.Lines.Where(line => line.Node == node))
        {
            foreach (DateTime at in Times(line, draw.Dice))
            {
                yield return Log(at, node, line.Service, line.Level, line.Message, line);
            }
        }

        foreach ((TimeSpan at, _) in _scenario.Boots.Where(boot => boot.Node == node))
        {
            foreach (BootLine line in Chatter.Boot)
            {
                yield return Log(Jittered(_day + at + line.After, draw.Dice, TimeSpan.FromMilliseconds(900)), node, line.Service,
                    line.Level, line.Message, planted: null);
            }
        }
    }

    private IEnumerable<DateTime> Times(ChatterLine line, Dice dice)
    {
        if (line.Rhythm is ChatterRhythm.Daily)
        {
            return Days().Select(day => Jittered(day + line.Gap, dice, TimeSpan.FromSeconds(3)));
        }

        return line.Rhythm is ChatterRhythm.Random
            ? AtRandom(line.Gap, dice)
            : Regularly(_since + (line.Gap * dice.Fraction()), line.Gap, (int)((_until - _since) / line.Gap), dice);
    }

    private IEnumerable<DateTime> Times(PlantedLine line, Dice dice) => line.Rhythm switch
    {
        Rhythm.AllTheTime => AtRandom(line.Every, dice),
        Rhythm.EveryDay => Days().SelectMany(day => Regularly(day + line.At, line.Every, line.Count, dice)),
        _ => Regularly(_day + line.At, line.Every, line.Count, dice),
    };

    private IEnumerable<DateTime> AtRandom(TimeSpan gap, Dice dice)
    {
        for (DateTime at = _since + (gap * dice.Fraction()); at < _until; at += gap * -Math.Log(1 - dice.Fraction()))
        {
            yield return Whole(at);
        }
    }

    private static IEnumerable<DateTime> Regularly(DateTime first, TimeSpan gap, int count, Dice dice) =>
        Enumerable.Range(0, count).Select(i => Jittered(first + (gap * i), dice, TimeSpan.FromMilliseconds(1) + (gap * 0.15)));

    private IEnumerable<DateTime> Days()
    {
        for (DateTime day = _since.Date; day < _until; day = day.AddDays(1))
        {
            yield return day;
        }
    }

    private bool IsQuiet(DateTime at, string node, string service) =>
        at < _since || at >= _until || _scenario.Quiet.Any(quiet =>
            quiet.Node == node && (quiet.Service is null || quiet.Service == service) && at >= _day + quiet.Since && at < _day
                + quiet.Until);

    private ScenarioLog Log(DateTime at, string node, string service, Level level, Pattern message, PlantedLine? planted)
    {
        // Each line speaks of values of its own.
        Draw draw = new(_draws[node].Node, _draws[node].Dice) { Now = at, Pid = (int)_draws[node].Dice.Between(400, 90_000) };
        return new ScenarioLog(at, node, service, level, message.Render(draw), planted);
    }

    private Draw DrawOf(string node)
    {
        Dice dice = new(Dice.Seed(Seed, $"{_scenario.Name} {node}"));
        string[] users = ["alice", "bob", "deploy", "carol"];
        FleetNode machine = new(node, "10.20.0.9", 1, users, [], [], ["sda"], []);
        Draw ids = new(machine, dice);
        return new Draw(machine with { Containers = [.. Enumerable.Range(0, 4)
            .Select(i => new Container($"box-{i}", $"box:{i}", ids.Hex(64)))] }, dice);
    }

    private static DateTime Jittered(DateTime at, Dice dice, TimeSpan most) => Whole(at + (most * dice.Fraction()));

    private static DateTime Whole(DateTime at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);

    private static DateTime Earlier(DateTime one, DateTime other) => one < other ? one : other;
}
