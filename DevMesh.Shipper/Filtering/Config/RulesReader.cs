namespace DevMesh.Shipper.Filtering.Config;

/// <summary>Reads a whole file of rules, and goes on after an error to find the others.</summary>
internal sealed class RulesReader(List<FilterError> errors)
{
    /// <summary>So many are looked through for each new pair of service and identifier.</summary>
    private const int MostRules = 1000;

    private static readonly string[] Keys = ["collapse_repeats", "regex_timeout", "rules"];
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(1);

    private readonly ValueReader _values = new(errors);

    public FilterRules? Read(string yaml)
    {
        if (YamlReader.Read(yaml, errors) is not { } document)
        {
            return null;
        }

        if (_values.Map(document, "the file", Keys) is not { } map)
        {
            return null;
        }

        bool? collapse = map.Find("collapse_repeats") is { } flag ? _values.Flag(flag, "collapse_repeats") : true;
        TimeSpan timeout = map.Find("regex_timeout") is { } given
            ? _values.Duration(given, "regex_timeout", ShortestTimeout, LongestTimeout, "1ms to 1s") ?? DefaultTimeout
            : DefaultTimeout;
        List<FilterRule> rules = ReadRules(map, timeout);
        return errors.Count == 0 ? new FilterRules(yaml, collapse ?? true, rules) : null;
    }

    private List<FilterRule> ReadRules(YamlMap map, TimeSpan timeout)
    {
        const string Accepted = "a list of rules; 'rules: []' keeps every entry";
        YamlValue? value = map.Find("rules");
        if (value is not YamlList list)
        {
            _values.Add(value ?? map, value is null ? "the file has no rules" : $"rules is {value.Kind}", Accepted);
            return [];
        }

        if (list.Items.Count > MostRules)
        {
            _values.Add(list, $"there are {list.Items.Count} rules", $"at most {MostRules}");
            return [];
        }

        RuleReader reader = new(_values, new MatchReader(_values, timeout));
        List<FilterRule> rules = [];
        Dictionary<string, int> lines = new(StringComparer.Ordinal);
        foreach (YamlValue item in list.Items)
        {
            if ((item as YamlMap)?.Find("name") is YamlText name && !lines.TryAdd(name.Value, name.Line))
            {
                _values.Add(
                    name, $"the name {name.Kind} is taken by the rule in line {lines[name.Value]}", "a name that no other rule has");
            }

            if (reader.Read(item) is { } rule)
            {
                rules.Add(rule);
            }
        }

        errors.AddRange(UnreachableRules.Find(rules));
        return rules;
    }
}
