using System.Globalization;
using DevMesh.Domain.Errors;
using DevMesh.Domain.Logs;

namespace DevMesh.Shipper.Filtering.Config;

/// <summary>Reads values of one kind each; what is not of that kind becomes an error with its place.</summary>
internal sealed class ValueReader(List<FilterError> errors)
{
    public const string DurationAccepted = "a number with ms, s, m, h or d, such as 500ms, 30s or 1m";

    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    public void Add(YamlValue at, string problem, string accepted) => errors.Add(at.Error(problem, accepted));

    /// <summary>The mapping, once its keys are known ones; null when it is none.</summary>
    public YamlMap? Map(YamlValue value, string what, IReadOnlyList<string> keys)
    {
        if (value is not YamlMap map)
        {
            Add(value, $"{what} is {value.Kind}", $"a mapping with the keys {string.Join(", ", keys)}");
            return null;
        }

        foreach ((YamlText key, _) in map.Pairs)
        {
            if (!keys.Contains(key.Value))
            {
                Add(key, $"'{Printable.Of(key.Value)}' is no key of {what}{Near(key.Value, keys)}", string.Join(", ", keys));
            }
        }

        return map;
    }

    /// <summary>The items of a list; a value alone is a list of one. Null when it holds anything but texts, or nothing.</summary>
    public IReadOnlyList<YamlText>? Texts(YamlValue value, string key, string what)
    {
        string accepted = $"{what}, or a list of such";
        IReadOnlyList<YamlValue> items = value is YamlList list ? list.Items : [value];
        if (items.Count == 0)
        {
            Add(value, $"{key} is an empty list, which no entry could match", accepted);
            return null;
        }

        List<YamlText> texts = [];
        foreach (YamlValue item in items)
        {
            if (item is YamlText { IsEmpty: false, Value.Length: > 0 } text)
            {
                texts.Add(text);
            }
            else
            {
                Add(item, $"{key} is {item.Kind}", accepted);
            }
        }

        return texts.Count == items.Count ? texts : null;
    }

    public bool? Flag(YamlValue value, string key)
    {
        switch ((value as YamlText)?.Value)
        {
            case "true":
                return true;
            case "false":
                return false;
            default:
                Add(value, $"{key} is {value.Kind}", "true or false");
                return null;
        }
    }

    public int? Number(YamlValue value, string key, int least, int most)
    {
        if (value is YamlText text
            && int.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= least && number <= most)
        {
            return number;
        }

        Add(value, $"{key} is {value.Kind}", $"a whole number from {least} to {most}");
        return null;
    }

    public TimeSpan? Duration(YamlValue value, string key, TimeSpan least, TimeSpan most, string range)
    {
        if (value is YamlText text)
        {
            string digits = text.Value.TrimEnd([.. "smhd"]);
            (string unit, TimeSpan length) = Units.FirstOrDefault(each => digits + each.Unit == text.Value);
            if (unit is not null
                && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && length * number >= least && length * number <= most)
            {
                return length * number;
            }
        }

        Add(value, $"{key} is {value.Kind}", $"{DurationAccepted}; {range}");
        return null;
    }

    public Level? OneLevel(YamlText text, string key)
    {
        if (Levels.TryParse(text.Value, out Level level))
        {
            return level;
        }

        string near = Near(text.Value, Enum.GetValues<Level>().Select(each => each.Name()));
        Add(text, $"{key} is {text.Kind}{near}", Levels.Accepted);
        return null;
    }

    public static string Near(string name, IEnumerable<string> known)
    {
        IReadOnlyList<string> near = NearestNames.Of(name, known);
        return near.Count == 0 ? "" : $"; did you mean {string.Join(" or ", near)}?";
    }
}
