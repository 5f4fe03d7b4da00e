using DevMesh.Domain.Logs;

namespace DevMesh.Shipper.Filtering.Config;

/// <summary>Reads one rule.</summary>
internal sealed class RuleReader(ValueReader values, MatchReader matches)
{
    private const int LongestName = 64;
    private const int MostKept = 1_000_000;

    private static readonly (string Name, RuleAction Action, string[] Keys)[] Actions =
    [
        ("keep", RuleAction.Keep, []),
        ("drop", RuleAction.Drop, []),
        ("sample", RuleAction.Sample, ["one_in"]),
        ("rate_limit", RuleAction.RateLimit, ["limit", "window", "by"]),
    ];

    private static readonly string[] Keys = ["name", "action", "match", .. Actions.SelectMany(each => each.Keys)];

    private static readonly Dictionary<string, RateScope> Scopes = new(StringComparer.Ordinal)
    {
        ["rule"] = RateScope.Rule, ["service"] = RateScope.Service, ["identifier"] = RateScope.Identifier,
    };

    /// <returns>Null when something is wrong.</returns>
    public FilterRule? Read(YamlValue value)
    {
        if (values.Map(value, "a rule", Keys) is not { } map)
        {
            return null;
        }

        string? name = ReadName(map);
        RuleAction? action = ReadAction(map);
        RuleMatch? match = null;
        if (map.Find("match") is { } conditions)
        {
            match = matches.Read(conditions);
        }
        else
        {
            values.Add(map, "the rule has no match", "its conditions, or 'match: all' for every entry");
        }

        int? oneIn = action == RuleAction.Sample ? Number(map, "one_in", 2) : 0;
        RateLimit? rate = action == RuleAction.RateLimit ? ReadRate(map) : default(RateLimit);
        return name is null || action is null || match is null || oneIn is null || rate is null
            ? null
            : new FilterRule(name, action.Value, match, map.Line, map.Column) { OneIn = oneIn.Value, Rate = rate.Value };
    }

    private string? ReadName(YamlMap map)
    {
        const string Accepted = "1 to 64 of A-Z a-z 0-9 . _ -";
        YamlValue? value = map.Find("name");
        if (value is YamlText { Value: { Length: > 0 and <= LongestName } name, IsEmpty: false }
            && name.All(each => char.IsAsciiLetterOrDigit(each) || each is '.' or '_' or '-'))
        {
            return name;
        }

        values.Add(value ?? map, value is null ? "the rule has no name" : $"name is {value.Kind}", Accepted);
        return null;
    }

    private RuleAction? ReadAction(YamlMap map)
    {
        string accepted = string.Join(", ", Actions.Select(each => each.Name));
        if (map.Find("action") is not { } value)
        {
            values.Add(map, "the rule has no action", accepted);
            return null;
        }

        string given = (value as YamlText)?.Value ?? "";
        foreach ((string name, RuleAction action, string[] keys) in Actions)
        {
            if (name == given)
            {
                RefuseKeysOfOthers(map, name, keys);
                return action;
            }
        }

        values.Add(
            value, $"action is {value.Kind}{ValueReader.Near(given, Actions.Select(each => each.Name))}", accepted);
        return null;
    }

    /// <summary>A limit on a rule that drops would be read over in silence otherwise.</summary>
    private void RefuseKeysOfOthers(YamlMap map, string action, string[] keys)
    {
        foreach ((string other, _, string[] theirs) in Actions)
        {
            foreach ((YamlText key, _) in map.Pairs.Where(each => theirs.Contains(each.Key.Value) && !keys.Contains(each.Key.Value)))
            {
                values.Add(key, $"{key.Value} belongs to 'action: {other}', and this rule's action is {action}", "no such key here");
            }
        }
    }

    private RateLimit? ReadRate(YamlMap map)
    {
        int? limit = Number(map, "limit", 1);
        TimeSpan? window = null;
        if (map.Find("window") is { } given)
        {
            window = values.Duration(given, "window", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), "1s to 1d");
        }
        else
        {
            values.Add(map, "the rule has no window", $"{ValueReader.DurationAccepted}; 1s to 1d");
        }

        RateScope? by = RateScope.Rule;
        if (map.Find("by") is { } scope)
        {
            by = scope is YamlText text && Scopes.TryGetValue(text.Value, out RateScope found) ? found : null;
            if (by is null)
            {
                values.Add(scope, $"by is {scope.Kind}", string.Join(", ", Scopes.Keys));
            }
        }

        return limit is null || window is null || by is null
            ? null
            : new RateLimit(limit.Value, (long)window.Value.TotalMicroseconds, by.Value);
    }

    private int? Number(YamlMap map, string key, int least)
    {
        if (map.Find(key) is { } value)
        {
            return values.Number(value, key, least, MostKept);
        }

        values.Add(map, $"the rule has no {key}", $"a whole number from {least} to {MostKept}");
        return null;
    }
}
