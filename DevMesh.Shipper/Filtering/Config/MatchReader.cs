using DevMesh.Domain.Logs;

namespace DevMesh.Shipper.Filtering.Config;

/// <summary>Reads the conditions of a rule.</summary>
/// <param name="regexTimeout">How long a regex that backtracks may take for one message.</param>
internal sealed class MatchReader(ValueReader values, TimeSpan regexTimeout)
{
    public const string All = "all";

    private static readonly string[] Keys =
    [
        "service", "identifier", "level", "level_or_worse", "level_or_milder", "message_prefix", "message_contains", "message_regex",
        "ignore_case",
    ];

    private static readonly (string Key, Func<IEnumerable<Level>, LevelSet> Set, bool Single)[] LevelKeys =
    [
        ("level", LevelSet.Of, false),
        ("level_or_worse", each => LevelSet.OrWorse(each.Single()), true),
        ("level_or_milder", each => LevelSet.OrMilder(each.Single()), true),
    ];

    private static readonly string Accepted = $"a mapping with the keys {string.Join(", ", Keys)}, or 'match: all' for every entry";

    /// <returns>Null when something is wrong.</returns>
    public RuleMatch? Read(YamlValue value)
    {
        if (value is YamlText { Value: All })
        {
            return RuleMatch.Everything;
        }

        if (value is not YamlMap || (value is YamlMap { Pairs.Count: 0 }))
        {
            values.Add(value, $"match is {(value is YamlMap ? "an empty mapping" : value.Kind)}", Accepted);
            return null;
        }

        YamlMap map = values.Map(value, "match", Keys)!;
        List<NamePattern>? services = Names(map, "service");
        List<NamePattern>? identifiers = Names(map, "identifier");
        LevelSet? levels = ReadLevels(map);
        (bool right, MessageMatch? message) = ReadMessage(map);
        return services is null || identifiers is null || levels is null || !right
            ? null
            : new RuleMatch { Services = services, Identifiers = identifiers, Levels = levels.Value, Message = message };
    }

    private List<NamePattern>? Names(YamlMap map, string key) =>
        Texts(map, key, "a name, in which * stands for any text")?.Select(each => new NamePattern(each.Value)).ToList();

    /// <returns>Empty when the key is absent; null when its value is wrong.</returns>
    private IReadOnlyList<YamlText>? Texts(YamlMap map, string key, string what) =>
        map.Find(key) is { } value ? values.Texts(value, key, what) : [];

    private LevelSet? ReadLevels(YamlMap map)
    {
        LevelSet levels = LevelSet.All;
        bool right = true;
        foreach ((string key, Func<IEnumerable<Level>, LevelSet> set, bool single) in LevelKeys)
        {
            if (map.Find(key) is not { } value)
            {
                continue;
            }

            if (single && value is YamlList)
            {
                values.Add(value, $"{key} is a list", $"one level: {Levels.Accepted}");
                right = false;
                continue;
            }

            List<Level?>? given = values.Texts(value, key, "a level")?.Select(each => values.OneLevel(each, key)).ToList();
            right = right && given is not null && !given.Contains(null);
            if (right)
            {
                levels = levels.And(set(given!.Select(each => each!.Value)));
            }
        }

        if (right && levels.IsEmpty)
        {
            values.Add(map, "no level meets all the level conditions of this rule", "conditions that leave at least one level");
            right = false;
        }

        return right ? levels : null;
    }

    private (bool Right, MessageMatch? Message) ReadMessage(YamlMap map)
    {
        bool? ignoreCase = map.Find("ignore_case") is { } flag ? values.Flag(flag, "ignore_case") : false;
        IReadOnlyList<YamlText>? prefixes = Texts(map, "message_prefix", "text that the message begins with");
        IReadOnlyList<YamlText>? contains = Texts(map, "message_contains", "text that the message contains");
        List<MessagePattern?>? patterns = Texts(map, "message_regex", "a .NET regular expression")?
            .Select(each => Pattern(each, ignoreCase == true)).ToList();
        if (ignoreCase is null || prefixes is null || contains is null || patterns is null || patterns.Contains(null))
        {
            return (false, null);
        }

        if (prefixes.Count + contains.Count + patterns.Count > 0)
        {
            return (true, new MessageMatch(
                [.. prefixes.Select(each => each.Value)],
                [.. contains.Select(each => each.Value)],
                [.. patterns.Select(each => each!)],
                ignoreCase.Value));
        }

        if (map.Find("ignore_case") is { } alone)
        {
            values.Add(
                alone, "ignore_case without a condition on the message", "message_prefix, message_contains or message_regex beside it");
            return (false, null);
        }

        return (true, null);
    }

    private MessagePattern? Pattern(YamlText text, bool ignoreCase)
    {
        MessagePattern? pattern = MessagePattern.Create(text.Value, ignoreCase, regexTimeout, out string reason);
        if (pattern is null)
        {
            values.Add(
                text, $"message_regex '{Printable.Of(text.Value)}' is wrong: {Printable.Of(reason)}", "a .NET regular expression");
        }

        return pattern;
    }
}
