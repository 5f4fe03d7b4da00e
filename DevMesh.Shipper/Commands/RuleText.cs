using DevMesh.Domain.Logs;
using DevMesh.Shipper.Filtering;

namespace DevMesh.Shipper.Commands;

/// <summary>A rule in words.</summary>
internal static class RuleText
{
    public static string ActionOf(FilterRule rule) => rule.Action switch
    {
        RuleAction.Keep => "keep",
        RuleAction.Drop => "drop",
        RuleAction.Sample => $"keep 1 in {rule.OneIn}",
        _ => $"keep {rule.Rate.Limit} in {TimeOf(rule.Rate.WindowMicros)}{ScopeOf(rule.Rate.By)}",
    };

    public static string MatchOf(RuleMatch match)
    {
        List<string> conditions = [];
        AddAnyOf(conditions, "service", match.Services.Select(each => each.Text));
        AddAnyOf(conditions, "identifier", match.Identifiers.Select(each => each.Text));
        if (match.Levels != LevelSet.All)
        {
            conditions.Add($"level {match.Levels}");
        }

        if (match.Message is { } message)
        {
            AddAnyOf(conditions, "message begins with", message.Prefixes.Select(Quoted));
            AddAnyOf(conditions, "message contains", message.Contains.Select(Quoted));
            AddAnyOf(conditions, "message matches", message.Patterns.Select(each => $"/{Printable.Of(each.Text)}/"));
        }

        string text = conditions.Count == 0 ? "every entry" : string.Join("; ", conditions);
        return match.Message is { IgnoreCase: true } ? text + " in any case" : text;
    }

    private static void AddAnyOf(List<string> conditions, string what, IEnumerable<string> values)
    {
        string any = string.Join(" or ", values);
        if (any.Length > 0)
        {
            conditions.Add($"{what} {any}");
        }
    }

    private static string Quoted(string text) => $"\"{Printable.Of(text)}\"";

    private static string ScopeOf(RateScope by) => by switch
    {
        RateScope.Service => " per service",
        RateScope.Identifier => " per identifier",
        _ => "",
    };

    private static string TimeOf(long micros)
    {
        TimeSpan time = TimeSpan.FromMicroseconds(micros);
        return time switch
        {
            { Ticks: var ticks } when ticks % TimeSpan.TicksPerDay == 0 => $"{time.TotalDays}d",
            { Ticks: var ticks } when ticks % TimeSpan.TicksPerHour == 0 => $"{time.TotalHours}h",
            { Ticks: var ticks } when ticks % TimeSpan.TicksPerMinute == 0 => $"{time.TotalMinutes}m",
            { Ticks: var ticks } when ticks % TimeSpan.TicksPerSecond == 0 => $"{time.TotalSeconds}s",
            _ => $"{time.TotalMilliseconds}ms",
        };
    }
}
