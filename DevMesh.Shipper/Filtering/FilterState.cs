using System.Text.Json;

namespace DevMesh.Shipper.Filtering;

/// <summary>
/// What the filter remembers from one batch to the next: the windows of rate limits, by the rule's name. A batch that is made
/// again from a copy taken at its start comes out the same. Bounded: see <see cref="RateWindows.Most"/>.
/// </summary>
internal sealed class FilterState
{
    private readonly Dictionary<string, RateWindows> _byRule = new(StringComparer.Ordinal);

    public bool IsEmpty => _byRule.Values.All(windows => windows.Count == 0);

    public FilterState Clone()
    {
        FilterState copy = new();
        foreach ((string rule, RateWindows windows) in _byRule)
        {
            copy._byRule[rule] = windows.Clone();
        }

        return copy;
    }

    /// <summary>Writes one JSON object: <c>{"rule":{"hash":[microseconds of the start, entries taken]}}</c>.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach ((string rule, RateWindows windows) in _byRule)
        {
            if (windows.Count > 0)
            {
                writer.WritePropertyName(rule);
                windows.Write(writer);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote. What is not that is left out, without an error.</summary>
    public static FilterState Read(JsonElement element)
    {
        FilterState state = new();
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty rule in element.EnumerateObject())
            {
                if (rule.Value.ValueKind == JsonValueKind.Object)
                {
                    state._byRule[rule.Name] = RateWindows.Read(rule.Value);
                }
            }
        }

        return state;
    }

    /// <summary>The windows of each rule that limits a rate, null for the others. Rules that are no more are forgotten.</summary>
    public RateWindows?[] For(IReadOnlyList<FilterRule> rules)
    {
        RateWindows?[] windows = new RateWindows?[rules.Count];
        for (int i = 0; i < windows.Length; i++)
        {
            if (rules[i].Action == RuleAction.RateLimit)
            {
                windows[i] = _byRule.GetValueOrDefault(rules[i].Name) ?? new RateWindows();
            }
        }

        _byRule.Clear();
        for (int i = 0; i < windows.Length; i++)
        {
            if (windows[i] is { } kept)
            {
                _byRule[rules[i].Name] = kept;
            }
        }

        return windows;
    }
}
